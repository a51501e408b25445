import { fireEvent, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { hours } from '../support/complaints.ts'
import { problem } from '../support/fake-desk.ts'
import '../support/lazy-parts.ts'
import { setupConsole } from '../support/setup-console.tsx'
import { accounts, longTicket, type TicketOptions, ticket } from '../support/tickets.ts'

const path = '/complaints/ticket-1'
const open = (options: TicketOptions = {}) => setupConsole({ path, accounts, complaints: [ticket(options)] })
const factsOf = async ({ screen }: ReturnType<typeof setupConsole>) => {
  await screen.findByRole('heading', { name: '仲裁' })
  return within(screen.getByRole('complementary', { name: '投诉信息' }))
}

describe('a rights ticket', () => {
  it('shows its state, channel, reason, wish, remark and the ids that evidence is asked for by', async () => {
    const page = open({ rights: { ticketState: 'REJECTED' } })
    const facts = await factsOf(page)
    expect(page.screen.getByRole('heading', { name: /质量问题 · 换货.*用户拒绝/ })).toBeDefined()
    expect(page.screen.getAllByText('维权').length).toBeGreaterThan(0)
    for (const text of [
      '质量问题',
      '换货',
      '茶叶有霉味，包装也破了，要求换一份新的。',
      '1900000109201411230001234567',
    ]) {
      expect(facts.getByText(text)).toBeDefined()
    }
    for (const what of ['维权单号', 'OpenID', '交易单号', 'AppID']) {
      expect(facts.getByRole('button', { name: `复制${what}` })).toBeDefined()
    }
    expect(facts.getByText('发货')).toBeDefined()
    expect(page.screen.queryByRole('textbox', { name: '回复内容' })).toBeNull()
  })

  it('says why the payer may demand arbitration', async () => {
    const facts = await factsOf(
      open({ rights: { arbitration: { eligible: true, reasons: ['OVERDUE', 'REJECTED'], demandedAt: null } } }),
    )
    expect(facts.getByText('用户现在有权申请仲裁')).toBeDefined()
    expect(facts.getByText('超过处理时限仍未确认处理完毕')).toBeDefined()
    expect(facts.getByText('用户对处理结果不满意（拒绝）')).toBeDefined()
  })

  it('says that the payer may not demand it yet', async () => {
    const facts = await factsOf(open())
    expect(facts.getByText('用户现在还不能申请仲裁')).toBeDefined()
    expect(facts.queryByText('用户现在有权申请仲裁')).toBeNull()
  })

  it('notes a demand for arbitration, and its end', async () => {
    const page = open()
    const facts = await factsOf(page)
    await page.user.click(facts.getByRole('button', { name: '记录用户申请仲裁' }))
    const dialog = within(await page.screen.findByRole('dialog', { name: '记录用户申请仲裁' }))
    await page.user.click(dialog.getByRole('button', { name: '记录' }))
    expect(await facts.findByText(/用户已申请仲裁/)).toBeDefined()
    expect(page.desk.bodies.get(`POST /api/v1${path}/arbitration`)).toEqual({
      demanded: true,
      at: '2026-11-22T14:30:00+08:00',
    })
    await page.user.click(await facts.findByRole('button', { name: '记录仲裁结束' }))
    const ending = within(await page.screen.findByRole('dialog', { name: '记录仲裁结束' }))
    await page.user.click(ending.getByRole('button', { name: '记录' }))
    expect(await page.screen.findByRole('heading', { name: /已消除/ })).toBeDefined()
    expect(page.desk.bodies.get(`POST /api/v1${path}/arbitration`)).toMatchObject({ demanded: false })
  })

  it('is taken up once', async () => {
    const page = open()
    await factsOf(page)
    await page.user.click(page.screen.getByRole('button', { name: '开始处理' }))
    expect(await page.screen.findByRole('heading', { name: /处理中/ })).toBeDefined()
    const button = page.screen.getByRole('button', { name: /开始处理/ })
    expect(button.getAttribute('aria-disabled')).toBe('true')
    expect(button.textContent).toContain('已经有人在处理')
  })

  it('shows what is assumed of the order and takes what people know', async () => {
    const page = open()
    const facts = await factsOf(page)
    expect(facts.getByText('（按公众号默认值，未经核实）')).toBeDefined()
    expect(facts.getByText('已过应发货时间，请尽快发货并上报')).toBeDefined()
    await page.user.click(facts.getByRole('button', { name: '修改订单信息' }))
    const dialog = within(await page.screen.findByRole('dialog', { name: '修改订单信息' }))
    await page.user.click(dialog.getByRole('radio', { name: '虚拟物品' }))
    await page.user.click(dialog.getByRole('radio', { name: '已发货' }))
    const deliveredAt = await dialog.findByLabelText('发货时间')
    fireEvent.change(deliveredAt, { target: { value: '2026-11-10T08:00' } })
    await page.user.click(dialog.getByRole('button', { name: '保存' }))
    expect(await dialog.findByText('发货时间不能早于支付时间')).toBeDefined()
    fireEvent.change(deliveredAt, { target: { value: '2026-11-19T08:00' } })
    await page.user.click(dialog.getByRole('button', { name: '保存' }))
    await waitFor(() =>
      expect(page.desk.bodies.get(`PUT /api/v1${path}/order-facts`)).toEqual({
        goods: 'virtual',
        delivery: 'delivered',
        deliveredAt: '2026-11-19T08:00:00+08:00',
      }),
    )
    expect(await facts.findByText('人工填写')).toBeDefined()
    expect(facts.queryByText('（按公众号默认值，未经核实）')).toBeNull()
  })

  it('reports a failed delivery with its reason and nothing less', async () => {
    const page = open()
    const facts = await factsOf(page)
    await page.user.click(facts.getByRole('button', { name: '上报发货' }))
    const dialog = within(await page.screen.findByRole('dialog', { name: '上报发货状态' }))
    await page.user.click(dialog.getByRole('radio', { name: '发货失败' }))
    await page.user.click(dialog.getByRole('button', { name: '上报' }))
    expect(await dialog.findByText('请填写商户订单号')).toBeDefined()
    expect(await dialog.findByText('请填写失败原因')).toBeDefined()
    expect(page.desk.requests.some((request) => request.includes('delivery-notice'))).toBe(false)
    await page.user.type(dialog.getByRole('textbox', { name: '商户订单号' }), 'T20261119')
    await page.user.type(dialog.getByRole('textbox', { name: '失败原因（会发给微信支付）' }), '仓库缺货')
    await page.user.click(dialog.getByRole('button', { name: '上报' }))
    const intents = within(await page.screen.findByRole('list', { name: '尚未到达平台的操作' }))
    expect(intents.getByText('上报发货：发货失败')).toBeDefined()
    expect(page.desk.bodies.get(`POST /api/v1${path}/delivery-notice`)).toEqual({
      status: 'failed',
      at: '2026-11-22T14:30:00+08:00',
      outTradeNo: 'T20261119',
      reason: '仓库缺货',
    })
  })

  it('says why a delivery cannot be reported', async () => {
    const { applicable } = ticket()
    const facts = await factsOf(
      open({ applicable: { ...applicable, deliveryNotice: { allowed: false, reason: '平台不支持' } } }),
    )
    const button = facts.getByRole('button', { name: /上报发货/ })
    expect(button.getAttribute('aria-disabled')).toBe('true')
    expect(button.textContent).toContain('平台不支持')
  })

  it.each([
    ['采用', 'apply'],
    ['忽略', 'dismiss'],
  ] as const)('lets a person decide a notice that may be forged, with a reason: %s', async (name, decision) => {
    const page = setupConsole({ path, accounts, complaints: [longTicket()] })
    const facts = await factsOf(page)
    expect(facts.getByText('OpenID 与投诉人不一致')).toBeDefined()
    await page.user.click(facts.getByRole('button', { name }))
    const dialog = within(await page.screen.findByRole('dialog', { name: `${name}这条通知` }))
    await page.user.click(dialog.getByRole('button', { name }))
    expect(await dialog.findByText('请填写理由')).toBeDefined()
    await page.user.type(dialog.getByRole('textbox', { name: '理由（记入审计日志）' }), '已在会话中核实')
    await page.user.click(dialog.getByRole('button', { name }))
    await waitFor(() => expect(facts.queryByText('OpenID 与投诉人不一致')).toBeNull())
    expect(page.desk.bodies.get(`POST /api/v1${path}/held-notices/held-1/decision`)).toEqual({
      decision,
      reason: '已在会话中核实',
    })
  })
})

it('fills the reason given for one held notice into no other', async () => {
  const { rights } = longTicket()
  const [held] = rights?.heldNotices ?? []
  if (rights === null || held === undefined) throw new Error('the ticket holds no notice')
  const heldNotices = [held, { ...held, id: 'held-2' }]
  const page = setupConsole({ path, accounts, complaints: [{ ...longTicket(), rights: { ...rights, heldNotices } }] })
  const facts = await factsOf(page)
  for (const [index, button] of facts.getAllByRole('button', { name: '忽略' }).entries()) {
    await page.user.click(button)
    const dialog = within(await page.screen.findByRole('dialog', { name: '忽略这条通知' }))
    const reason = dialog.getByRole<HTMLInputElement>('textbox', { name: '理由（记入审计日志）' })
    expect(reason.value).toBe('')
    await page.user.type(reason, `理由 ${index + 1}`)
    await page.user.click(dialog.getByRole('button', { name: /^取\s*消$/ }))
    await waitFor(() => expect(page.screen.queryByRole('dialog')).toBeNull())
  }
})

describe('confirming a ticket as done', () => {
  const dialogOf = async (page: ReturnType<typeof setupConsole>) => {
    await factsOf(page)
    await page.user.click(page.screen.getByRole('button', { name: '确认' }))
    return within(await page.screen.findByRole('dialog', { name: '确认处理完毕（销单）' }))
  }

  it('asks for every point of the checklist', async () => {
    const page = open()
    const dialog = await dialogOf(page)
    const points = dialog.getAllByRole('checkbox')
    expect(points).toHaveLength(3)
    for (const point of points.slice(0, 2)) await page.user.click(point)
    await page.user.click(dialog.getByRole('button', { name: '确认' }))
    expect(await dialog.findByText('三项都核对后才能确认')).toBeDefined()
    expect(page.desk.requests.some((request) => request.includes('completion'))).toBe(false)
    const [, , last] = points
    if (last !== undefined) await page.user.click(last)
    await page.user.click(dialog.getByRole('button', { name: '确认' }))
    expect(await page.screen.findByText('排队中')).toBeDefined()
    expect(page.desk.bodies.get(`POST /api/v1${path}/completion`)).toEqual({ settledAsAgreed: true })
  })

  it('asks again after it was cancelled', async () => {
    const page = open()
    const dialog = await dialogOf(page)
    for (const point of dialog.getAllByRole('checkbox')) await page.user.click(point)
    await page.user.click(dialog.getByRole('button', { name: /^取\s*消$/ }))
    await waitFor(() => expect(page.screen.queryByRole('dialog')).toBeNull())
    const again = await dialogOf(page)
    expect(again.getAllByRole<HTMLInputElement>('checkbox').filter(({ checked }) => checked)).toEqual([])
  })

  it('shows what speaks against it and takes a reason besides', async () => {
    const { applicable } = ticket()
    const page = open({
      applicable: {
        ...applicable,
        complete: { allowed: true, guards: [...applicable.complete.guards, { code: 'NO_REPLY', message: 'None.' }] },
      },
    })
    const dialog = await dialogOf(page)
    expect(dialog.getByText(/还没有回复过/)).toBeDefined()
    for (const point of dialog.getAllByRole('checkbox')) await page.user.click(point)
    await page.user.click(dialog.getByRole('button', { name: '仍然确认' }))
    expect(await dialog.findByText('请填写仍要完成的原因')).toBeDefined()
    await page.user.type(dialog.getByRole('textbox', { name: '仍要完成的原因' }), '电话已解决')
    await page.user.click(dialog.getByRole('button', { name: '仍然确认' }))
    await waitFor(() =>
      expect(page.desk.bodies.get(`POST /api/v1${path}/completion`)).toEqual({
        settledAsAgreed: true,
        overrideReason: '电话已解决',
      }),
    )
  })

  it('shows the reasons the desk learned meanwhile', async () => {
    const page = open()
    page.desk.overrides.set(`POST /api/v1${path}/completion`, () =>
      problem(409, 'COMPLETION_GUARD', 'Wait.', {
        reasons: [{ code: 'UNANSWERED_PAYER_MESSAGE', message: 'The payer wrote.' }],
      }),
    )
    const dialog = await dialogOf(page)
    for (const point of dialog.getAllByRole('checkbox')) await page.user.click(point)
    await page.user.click(dialog.getByRole('button', { name: '确认' }))
    expect(await dialog.findByText('用户最后一条留言还没有回复。')).toBeDefined()
  })
})

describe('rights tickets in the inbox', () => {
  it('carry the channel and their finer state, and can be shown alone', async () => {
    const { screen, user, router, desk } = setupConsole({
      path: '/complaints?state=all',
      accounts,
      complaints: [ticket({ rights: { ticketState: 'ARBITRATION' }, dueAt: hours(2) })],
    })
    const row = await screen.findByRole('link', { name: /质量问题 · 换货/ })
    expect(row.textContent).toContain('维权')
    expect(row.textContent).toContain('仲裁')
    fireEvent.mouseDown(screen.getByRole('combobox', { name: '渠道' }))
    await user.click(await screen.findByText('维权 V1.6'))
    await waitFor(() => expect(router.state.location.href).toBe('/complaints?state=all&channel=rights-v16'))
    expect(desk.requests.at(-1)).toContain('channel=rights-v16')
  })
})
