import { waitFor } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { action, complaint } from '../support/complaints.ts'
import { owner, problem } from '../support/fake-desk.ts'
import { setupConsole } from '../support/setup-console.tsx'

const path = '/complaints/complaint-1'
const images = [{ mediaKey: 'm1', url: '/api/v1/images/m1' }]
const queued = (changes: Parameters<typeof action>[0] = {}) => complaint({ actions: [action(changes)] })

async function openEditor(options: Parameters<typeof setupConsole>[0]) {
  const set = setupConsole({ path, ...options })
  await set.user.click(await set.screen.findByRole('button', { name: '修改' }))
  const form = await set.screen.findByRole('form', { name: '修改待发送的内容' })
  const field = form.querySelector('textarea')
  if (field === null) throw new Error('the editor has no field')
  return { ...set, field }
}

describe('editing what is to be sent', () => {
  it('opens the text in place, with the cursor at its end, and saves it there', async () => {
    const { screen, user, desk, field } = await openEditor({ complaints: [queued({ images })] })
    expect(document.activeElement).toBe(field)
    await user.keyboard('，请留意。')
    await user.click(screen.getByRole('button', { name: '移除图片 1' }))
    await user.click(screen.getByRole('button', { name: '保存修改' }))
    expect(await screen.findByText('您好，已为您登记退款，预计今天到账。，请留意。')).toBeDefined()
    await waitFor(() => expect(screen.queryByRole('form', { name: '修改待发送的内容' })).toBeNull())
    expect(desk.bodies.get('PATCH /api/v1/actions/action-1')).toEqual({
      content: '您好，已为您登记退款，预计今天到账。，请留意。',
      images: [],
    })
    expect(screen.getByText('排队中')).toBeDefined()
    expect(await screen.findByText('修改已保存，将按新内容发送。')).toBeDefined()
  })

  it('is given up with Esc: nothing is asked of the desk, the focus returns, and the page stays', async () => {
    const { screen, user, desk, router } = await openEditor({ complaints: [queued()] })
    await user.keyboard('不要了{Escape}')
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('button', { name: '修改' })))
    expect(router.state.location.pathname).toBe(path)
    expect(screen.getByText('您好，已为您登记退款，预计今天到账。')).toBeDefined()
    expect(desk.requests.some((request) => request.startsWith('PATCH'))).toBe(false)
    await user.keyboard('{Enter}')
    const field = await screen.findByRole('form', { name: '修改待发送的内容' })
    expect(field.querySelector('textarea')?.value).toBe('您好，已为您登记退款，预计今天到账。')
  })

  it('says so when the sending has begun, and keeps what was typed', async () => {
    const { screen, user, desk, field } = await openEditor({ complaints: [queued()] })
    desk.overrides.set('PATCH /api/v1/actions/action-1', () =>
      problem(409, 'ACTION_NOT_EDITABLE', 'The action is sending.'),
    )
    await user.keyboard('好{Control>}{Enter}{/Control}')
    expect((await screen.findByRole('alert')).textContent).toContain('已经开始发送，修改没有保存。')
    expect(field.value).toBe('您好，已为您登记退款，预计今天到账。好')
  })

  it('stays with what was typed when the action is sent meanwhile, until it is discarded', async () => {
    const { screen, user, desk, field } = await openEditor({ complaints: [queued()] })
    await user.keyboard('好')
    desk.overrides.set('PATCH /api/v1/actions/action-1', () =>
      problem(409, 'ACTION_NOT_EDITABLE', 'The action is verified.'),
    )
    const [sent] = desk.complaints
    if (sent === undefined) throw new Error('the desk has no complaint')
    sent.actions = sent.actions.map((item) => ({ ...item, state: 'verified' }))
    desk.emit('complaint.changed', { id: 'complaint-1' })
    expect(await screen.findByText('平台已确认')).toBeDefined()
    expect(field.value).toBe('您好，已为您登记退款，预计今天到账。好')
    await user.click(screen.getByRole('button', { name: '保存修改' }))
    expect((await screen.findByRole('alert')).textContent).toContain('修改没有保存')
    expect(field.value).toBe('您好，已为您登记退款，预计今天到账。好')
    await user.click(screen.getByRole('button', { name: '放弃修改' }))
    await waitFor(() => expect(screen.queryByText('平台已确认')).toBeNull())
    expect(sessionStorage).toHaveLength(0)
  })

  it('goes when the action is sent meanwhile and nothing was typed', async () => {
    const { screen, desk } = await openEditor({ complaints: [queued()] })
    const [sent] = desk.complaints
    if (sent === undefined) throw new Error('the desk has no complaint')
    sent.actions = sent.actions.map((item) => ({ ...item, state: 'verified' }))
    desk.emit('complaint.changed', { id: 'complaint-1' })
    await waitFor(() => expect(screen.queryByRole('form', { name: '修改待发送的内容' })).toBeNull())
  })

  it('is open again after a look at another complaint, and leaves the focus alone', async () => {
    const { screen, user } = await openEditor({ complaints: [queued(), complaint({ number: 2 })] })
    await user.keyboard('好')
    await user.click(screen.getByRole('link', { name: /会员充值/ }))
    await waitFor(() => expect(screen.queryByRole('form', { name: '修改待发送的内容' })).toBeNull())
    await user.click(screen.getByRole('link', { name: /买的车厘子/ }))
    const form = await screen.findByRole('form', { name: '修改待发送的内容' })
    const field = form.querySelector('textarea')
    expect(field?.value).toBe('您好，已为您登记退款，预计今天到账。好')
    expect(document.activeElement).not.toBe(field)
  })

  it('does not save what the platform would refuse', async () => {
    const { screen, user, desk, field } = await openEditor({ complaints: [queued()] })
    await user.clear(field)
    await user.click(screen.getByRole('button', { name: '保存修改' }))
    expect(await screen.findByText('请输入回复内容')).toBeDefined()
    await user.type(field, '好\u{1F600}')
    await user.click(screen.getByRole('button', { name: '保存修改' }))
    expect(await screen.findByText(/平台不支持这些字符/)).toBeDefined()
    expect(desk.requests.some((request) => request.startsWith('PATCH'))).toBe(false)
  })

  it('of a parked reply also sends it again, on request', async () => {
    const { screen, user, desk } = await openEditor({ complaints: [queued({ state: 'parked' })] })
    await user.keyboard('。')
    await user.click(screen.getByRole('button', { name: '保存并重新发送' }))
    expect(await screen.findByText('排队中')).toBeDefined()
    const writes = desk.requests.filter((request) => /^(PATCH|POST)/.test(request))
    expect(writes).toEqual(['PATCH /api/v1/actions/action-1', 'POST /api/v1/actions/action-1/retry'])
  })

  it('of a parked reply may leave it parked', async () => {
    const { screen, user } = await openEditor({ complaints: [queued({ state: 'parked' })] })
    await user.keyboard('。')
    await user.click(screen.getByRole('button', { name: '保存修改' }))
    expect(await screen.findByText('您好，已为您登记退款，预计今天到账。。')).toBeDefined()
    expect(screen.getByText('已搁置，需要处理')).toBeDefined()
  })

  it('leaves the reply being written alone', async () => {
    const { screen, user } = setupConsole({ path, complaints: [queued()] })
    const reply = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: '回复内容' })
    await user.type(reply, '另一条')
    await user.click(screen.getByRole('button', { name: '修改' }))
    await user.keyboard('改{Control>}{Enter}{/Control}')
    expect(await screen.findByText('您好，已为您登记退款，预计今天到账。改')).toBeDefined()
    expect(reply.value).toBe('另一条')
  })
})

describe('editing the rejection of a refund', () => {
  const rejection = () => queued({ kind: 'refund-decision', decision: 'reject', content: '商品已拆封' })

  it('changes its reason, of at most 200 characters', async () => {
    const { screen, user, desk, field } = await openEditor({ complaints: [rejection()], user: owner })
    await user.clear(field)
    await user.click(field)
    await user.paste('款'.repeat(201))
    await user.click(screen.getByRole('button', { name: '保存修改' }))
    expect(await screen.findByText(/超出 1 字/)).toBeDefined()
    await user.type(field, '{Backspace}{Control>}{Enter}{/Control}')
    await waitFor(() =>
      expect(desk.bodies.get('PATCH /api/v1/actions/action-1')).toEqual({ reason: '款'.repeat(200), images: [] }),
    )
  })

  it('is for owners; others see why not', async () => {
    const { screen, user } = setupConsole({ path, complaints: [rejection()] })
    const button = await screen.findByRole('button', { name: /^修改/ })
    expect(button.getAttribute('aria-disabled')).toBe('true')
    await user.click(button)
    expect(screen.queryByRole('form', { name: '修改待发送的内容' })).toBeNull()
    expect(button.textContent).toContain('退款决定只能由管理员修改')
  })
})

it('does not offer to edit what has no words, or is on its way', async () => {
  const actions = [
    action({ kind: 'completion', content: null }),
    action({ id: 'action-2', state: 'sending' }),
    action({ id: 'action-3', kind: 'refund-decision', decision: 'approve', content: null }),
  ]
  const { screen } = setupConsole({ path, complaints: [complaint({ actions })], user: owner })
  await screen.findByText('发送中')
  expect(screen.queryByRole('button', { name: '修改' })).toBeNull()
})
