import { waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { problem } from '../support/fake-desk.ts'
import '../support/lazy-parts.ts'
import { setupConsole } from '../support/setup-console.tsx'
import { accounts, manyTickets, ticket } from '../support/tickets.ts'

const open = (path = '/rights', complaints = [ticket({ number: 1 }), ticket({ number: 2 })]) =>
  setupConsole({ path, accounts, complaints })
type Page = ReturnType<typeof setupConsole>
const rowsOf = async ({ screen }: Page) => {
  const table = await screen.findByRole('table')
  return within(table)
    .getAllByRole('row')
    .filter((row) => row.classList.contains('ticket-row'))
}

describe('the page of rights tickets', () => {
  it('is reached from the navigation and shows every ticket, the newest first', async () => {
    const page = setupConsole({ accounts, complaints: manyTickets(4) })
    await page.user.click(await page.screen.findByRole('link', { name: '维权单' }))
    const rows = await rowsOf(page)
    expect(rows).toHaveLength(4)
    expect(rows[0]?.textContent).toContain('质量问题 · 换货')
    expect(page.screen.getByRole('columnheader', { name: /投诉时间/ }).getAttribute('aria-sort')).toBe('descending')
    expect(page.router.state.location.href).toBe('/rights')
  })

  it('sorts by the date of the complaint in both directions, and the URL says so', async () => {
    const page = open()
    expect((await rowsOf(page))[0]?.textContent).toContain('质量问题')
    await page.user.click(page.screen.getByRole('button', { name: /投诉时间.*最早的在前/ }))
    await waitFor(async () => expect((await rowsOf(page))[0]?.textContent).toContain('没有收到货品'))
    expect(page.router.state.location.href).toBe('/rights?sort=complainedAt')
    expect(page.screen.getByRole('columnheader', { name: /投诉时间/ }).getAttribute('aria-sort')).toBe('ascending')
  })

  it('filters by the state of the ticket, and opens at such a link', async () => {
    const page = open('/rights?state=REJECTED', [
      ticket({ number: 1 }),
      ticket({ number: 2, rights: { ticketState: 'REJECTED' } }),
    ])
    expect(await rowsOf(page)).toHaveLength(1)
    const states = within(page.screen.getByRole('navigation', { name: '维权单状态' }))
    expect(states.getByRole('link', { name: '用户拒绝' }).getAttribute('aria-current')).toBe('page')
    await page.user.click(states.getByRole('link', { name: '全部' }))
    await waitFor(async () => expect(await rowsOf(page)).toHaveLength(2))
    await page.user.click(states.getByRole('link', { name: '已消除' }))
    expect(await page.screen.findByText('没有这个状态的维权单')).toBeDefined()
    await page.user.click(page.screen.getByRole('button', { name: '清除筛选条件' }))
    await waitFor(async () => expect(await rowsOf(page)).toHaveLength(2))
  })

  it('loads the next page on request', async () => {
    const page = setupConsole({ path: '/rights', accounts, complaints: manyTickets(31) })
    await page.user.click(await page.screen.findByRole('button', { name: '加载更多' }))
    expect(await page.screen.findByText('已显示全部 31 张维权单')).toBeDefined()
    expect(await rowsOf(page)).toHaveLength(31)
  })

  it('unfolds a row at a click on its blank part, and folds it again', async () => {
    const page = open()
    const [row] = await rowsOf(page)
    const cell = row?.querySelector('td:nth-child(2)')
    if (cell != null) await page.user.click(cell)
    expect(await page.screen.findByRole('heading', { name: '仲裁' })).toBeDefined()
    expect(page.router.state.location.href).toBe('/rights?open=ticket-1')
    expect(page.screen.getByText('oDF3iY9P32sK_5GgYiRkjsCo45bk')).toBeDefined()
    expect(page.screen.getByRole('link', { name: '打开会话' }).getAttribute('href')).toContain('/complaints/ticket-1')
    if (cell != null) await page.user.click(cell)
    await waitFor(() => expect(page.screen.queryByRole('heading', { name: '仲裁' })).toBeNull())
  })

  it('unfolds by keyboard, and says whether it is unfolded', async () => {
    const page = open()
    const toggle = await page.screen.findByRole('button', { name: '查看详情：没有收到货品 · 补发货给我' })
    expect(toggle.getAttribute('aria-expanded')).toBe('false')
    toggle.focus()
    await page.user.keyboard('{Enter}')
    expect(await page.screen.findByRole('heading', { name: '仲裁' })).toBeDefined()
    const opened = page.screen.getByRole('button', { name: '收起详情：没有收到货品 · 补发货给我' })
    expect(opened.getAttribute('aria-expanded')).toBe('true')
    expect(document.activeElement).toBe(opened)
  })

  it('confirms a ticket from its row, with the same checklist, and does not unfold it', async () => {
    const page = open()
    const [row] = await rowsOf(page)
    if (row === undefined) throw new Error('there is no row')
    await page.user.click(within(row).getByRole('button', { name: '确认' }))
    const dialog = within(await page.screen.findByRole('dialog', { name: '确认处理完毕（销单）' }))
    await page.user.click(dialog.getByRole('button', { name: '确认' }))
    expect(await dialog.findByText('三项都核对后才能确认')).toBeDefined()
    for (const point of dialog.getAllByRole('checkbox')) await page.user.click(point)
    await page.user.click(dialog.getByRole('button', { name: '确认' }))
    await waitFor(() =>
      expect(page.desk.bodies.get('POST /api/v1/complaints/ticket-1/completion')).toEqual({ settledAsAgreed: true }),
    )
    expect(page.router.state.location.href).toBe('/rights')
  })

  it('says why a ticket cannot be confirmed', async () => {
    const page = open('/rights', [
      ticket({ number: 1, rights: { ticketState: 'MARKED' } }),
      ticket({ number: 2, rights: { ticketState: 'CLOSED' } }),
    ])
    const buttons = (await rowsOf(page)).map((row) => within(row).getByRole('button', { name: /^确认/ }))
    expect(buttons.map((button) => button.getAttribute('aria-disabled'))).toEqual(['true', 'true'])
    expect(buttons[0]?.textContent).toContain('等待用户确认')
    expect(buttons[1]?.textContent).toContain('用户已确认')
  })

  it('says that nothing has come yet, that nothing loads, and how an account is added', async () => {
    const empty = open('/rights', [])
    expect(await empty.screen.findByText('还没有收到维权单')).toBeDefined()
  })

  it('says that the tickets could not be loaded, and tries again', async () => {
    const page = open()
    await rowsOf(page)
    page.desk.overrides.set('GET /api/v1/complaints', () => problem(500, 'BROKEN', 'It broke.'))
    await page.user.click(page.screen.getByRole('link', { name: '处理中' }))
    expect(await page.screen.findByText('维权单没有加载出来')).toBeDefined()
    page.desk.overrides.clear()
    await page.user.click(page.screen.getByRole('button', { name: '重试' }))
    expect(await page.screen.findByText('没有这个状态的维权单')).toBeDefined()
  })

  it('teaches how to add the first account', async () => {
    const { screen } = setupConsole({ path: '/rights' })
    expect(await screen.findByText(/redress account add/)).toBeDefined()
  })
})
