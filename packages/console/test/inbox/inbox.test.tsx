import { waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { complaint, hours, manyComplaints, merchants } from '../support/complaints.ts'
import { problem } from '../support/fake-desk.ts'
import { setupConsole } from '../support/setup-console.tsx'

const rowsOf = (screen: ReturnType<typeof setupConsole>['screen']) =>
  within(screen.getByRole('region', { name: '投诉列表' }))
    .getAllByRole('link')
    .filter((link) => link.dataset['complaint'] !== undefined)

describe('the inbox', () => {
  it('shows time left, type, amount, words and marks of each complaint in text', async () => {
    const { screen } = setupConsole({
      complaints: [complaint({ complaintTimes: 2, needImmediateService: true, dueAt: hours(5.2), pendingActions: 1 })],
    })
    const row = await screen.findByRole('link', { name: /买的车厘子/ })
    for (const text of [
      '还剩 5 小时 12 分',
      '申请退款',
      '¥88.00',
      '青禾鲜果旗舰店',
      '待回复',
      '第 2 次投诉',
      '即时服务',
      '1 项操作进行中',
    ]) {
      expect(row.textContent).toContain(text)
    }
  })

  it('counts by state and shows one state at a time, by link', async () => {
    const { screen, user, router } = setupConsole({
      complaints: [complaint({ number: 1 }), complaint({ number: 2, state: 'PROCESSED', dueAt: null, duty: null })],
    })
    await screen.findByRole('link', { name: /买的车厘子/ })
    await user.click(screen.getByRole('link', { name: '已完成 1' }))
    expect(await screen.findByRole('link', { name: /会员充值/ })).toBeDefined()
    await waitFor(() => expect(screen.queryByRole('link', { name: /买的车厘子/ })).toBeNull())
    expect(router.state.location.href).toBe('/complaints?state=PROCESSED')
    expect(screen.getByRole('link', { name: '已完成 1' }).getAttribute('aria-current')).toBe('page')
    expect(screen.getByRole('link', { name: '待处理 1' }).getAttribute('aria-current')).toBeNull()
  })

  it('says that a search found at least so many when it was not counted to its end', async () => {
    const { screen, desk } = setupConsole({ path: '/complaints?q=车厘子', complaints: [complaint()] })
    expect(await screen.findByRole('link', { name: '待处理 1' })).toBeDefined()
    desk.countedAtMost = 1
    desk.emit('complaint.changed', { id: 'complaint-1' })
    expect(await screen.findByRole('link', { name: '待处理 1+' })).toBeDefined()
  })

  it('searches for a whole order number without rounding it', async () => {
    const { screen, user, desk } = setupConsole({ complaints: [complaint()] })
    const search = await screen.findByRole('searchbox')
    await user.type(search, '4200000404201909069117582501{Enter}')
    await waitFor(() => expect(desk.requests.at(-1)).toContain('q=4200000404201909069117582501'))
    expect(await screen.findByRole('link', { name: /买的车厘子/ })).toBeDefined()
  })

  it('shows and counts the complaints of the merchants that carry a label', async () => {
    const { screen, user, router } = setupConsole({
      complaints: [complaint({ number: 1 }), complaint({ number: 2 }), complaint({ number: 4 })],
    })
    await screen.findByRole('link', { name: '待处理 3' })
    await user.click(screen.getByRole('combobox', { name: '标签' }))
    await user.click(await screen.findByTitle('品牌:青禾'))
    expect(await screen.findByRole('link', { name: '待处理 2' })).toBeDefined()
    await waitFor(() => expect(screen.queryByRole('link', { name: /会员充值/ })).toBeNull())
    expect(rowsOf(screen)).toHaveLength(2)
    expect(router.state.location.search).toEqual({ label: '品牌:青禾' })
  })

  it('opens by a link that names a label, also one that nobody carries any more', async () => {
    const { screen, user, router } = setupConsole({
      complaints: [complaint()],
      path: '/complaints?label=%E5%93%81%E7%89%8C%3A%E6%97%A7',
    })
    expect(await screen.findByText('没有符合条件的投诉')).toBeDefined()
    expect(await screen.findByTitle('品牌:旧')).toBeDefined()
    await user.click(screen.getByRole('button', { name: '清除筛选条件' }))
    expect(await screen.findByRole('link', { name: /买的车厘子/ })).toBeDefined()
    expect(router.state.location.href).toBe('/complaints')
  })

  it('offers no labels where no merchant has any', async () => {
    const { screen } = setupConsole({ complaints: [complaint()], merchants: merchants.slice(2) })
    await screen.findByRole('link', { name: /买的车厘子/ })
    expect(screen.queryByRole('combobox', { name: '标签' })).toBeNull()
  })

  it('loads the next page on request', async () => {
    const { screen, user } = setupConsole({ complaints: manyComplaints() })
    await screen.findByRole('button', { name: '加载更多' })
    expect(rowsOf(screen)).toHaveLength(30)
    await user.click(screen.getByRole('button', { name: '加载更多' }))
    expect(await screen.findByText('已显示全部 31 条')).toBeDefined()
    expect(rowsOf(screen)).toHaveLength(31)
  })

  it('moves with j and k, opens with Enter, returns with Esc to the same row', async () => {
    const { screen, user } = setupConsole({ complaints: manyComplaints() })
    await screen.findByRole('button', { name: '加载更多' })
    await user.keyboard('jj')
    const rows = rowsOf(screen)
    expect(document.activeElement).toBe(rows[1])
    await user.keyboard('k')
    expect(document.activeElement).toBe(rows[0])
    await user.keyboard('{Enter}')
    expect(await screen.findByRole('textbox', { name: '回复内容' })).toBeDefined()
    await user.keyboard('{Escape}')
    await screen.findByText('从左侧选择一条投诉')
    await waitFor(() => expect(document.activeElement).toBe(rowsOf(screen)[0]))
  })

  it('leaves letters typed into a field alone', async () => {
    const { screen, user } = setupConsole({ complaints: manyComplaints() })
    const search = await screen.findByRole<HTMLInputElement>('searchbox')
    await user.type(search, 'jk?')
    expect(search.value).toBe('jk?')
    expect(screen.queryByRole('dialog')).toBeNull()
  })

  it('lists the keys on ?, and gives the focus back', async () => {
    const { screen, user } = setupConsole({ complaints: manyComplaints() })
    await screen.findByRole('button', { name: '加载更多' })
    await user.keyboard('j?')
    expect(await screen.findByRole('dialog', { name: '快捷键' })).toBeDefined()
    await user.keyboard('{Escape}')
    await waitFor(() => expect(document.activeElement).toBe(rowsOf(screen)[0]))
  })

  it('shows a new complaint without a reload', async () => {
    const { screen, desk } = setupConsole({ complaints: [complaint({ number: 1 })] })
    await screen.findByRole('link', { name: /买的车厘子/ })
    desk.complaints.push(complaint({ number: 2 }))
    desk.emit('complaint.changed', { id: 'complaint-2', merchant: 'xingchen', state: 'PENDING' })
    expect(await screen.findByRole('link', { name: /会员充值/ })).toBeDefined()
    expect(await screen.findByRole('link', { name: '待处理 2' })).toBeDefined()
  })

  it.each([
    ['no merchant is set up', { merchants: [] }, '/', '还没有接入商户'],
    ['nothing is pending', {}, '/', '没有待处理的投诉'],
    ['nothing matches', {}, '/complaints?q=nothing', '没有符合条件的投诉'],
    ['no merchant carries the label', {}, '/complaints?label=%E5%93%81%E7%89%8C%3A%E6%97%A7', '没有符合条件的投诉'],
  ])('teaches what to do when %s', async (_, options, path, text) => {
    const { screen } = setupConsole({ ...options, path })
    expect(await screen.findByText(text)).toBeDefined()
  })

  it('says what went wrong and tries again on request', async () => {
    const { screen, user, desk } = setupConsole({ complaints: [complaint()], path: '/merchants' })
    await screen.findByRole('heading', { name: '商户' })
    desk.overrides.set('GET /api/v1/complaints', () => problem(500, 'INTERNAL', 'It broke.'))
    await user.click(screen.getByRole('link', { name: '投诉' }))
    expect((await screen.findByRole('alert')).textContent).toContain('投诉列表没有加载出来')
    desk.overrides.clear()
    await user.click(screen.getByRole('button', { name: '重试' }))
    expect(await screen.findByRole('link', { name: /买的车厘子/ })).toBeDefined()
  })

  it('speaks English on request and remembers it', async () => {
    const { screen, user } = setupConsole({ complaints: [complaint({ dueAt: hours(5.2) })] })
    await screen.findByRole('link', { name: /买的车厘子/ })
    await user.click(screen.getByRole('button', { name: 'English' }))
    const row = await screen.findByRole('link', { name: /5 h 12 min left/ })
    expect(row.textContent).toContain('Refund request')
    expect(localStorage.getItem('redress.language')).toBe('en')
  })
})
