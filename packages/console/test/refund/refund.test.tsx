import { waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { decisionFromForm, judgeAmount, judgeReason } from '../../src/refund/decision.ts'
import { refundProgress } from '../../src/refund/progress.ts'
import { action, complaint, hours, refundApplicable } from '../support/complaints.ts'
import { owner, problem } from '../support/fake-desk.ts'
import { setupConsole } from '../support/setup-console.tsx'

const path = '/complaints/complaint-1'
const decisions = `POST /api/v1${path}/refund-decision`

async function openDialog(changes: Parameters<typeof complaint>[0] = {}) {
  const page = setupConsole({ path, complaints: [complaint(changes)], user: owner })
  await page.user.click(await page.screen.findByRole('button', { name: '处理退款' }))
  return { ...page, dialog: within(await page.screen.findByRole('dialog', { name: '处理退款申请' })) }
}

describe('deciding a refund request', () => {
  it('approves the sum asked for, at once, unless something else is typed', async () => {
    const { user, dialog, desk, screen } = await openDialog()
    await user.click(dialog.getByRole('button', { name: '同意退款 ¥88.00' }))
    await waitFor(() =>
      expect(desk.bodies.get(decisions)).toEqual({ decision: 'approve', launchRefundDay: 0, amount: 8800 }),
    )
    expect(await screen.findByText('同意退款 ¥88.00')).toBeDefined()
  })

  it('names the sum on the button while it is typed', async () => {
    const { user, dialog, desk } = await openDialog()
    const amount = dialog.getByRole('textbox', { name: '退款金额（元）' })
    await user.clear(amount)
    await user.type(amount, '30.5')
    await user.click(await dialog.findByRole('button', { name: '同意退款 ¥30.50' }))
    await waitFor(() => expect(desk.bodies.get(decisions)).toMatchObject({ amount: 3050 }))
  })

  it('begins anew after it was cancelled: what the radio shows is what the button does', async () => {
    const { user, screen, dialog, desk } = await openDialog()
    await user.click(dialog.getByRole('radio', { name: '拒绝退款' }))
    await user.click(dialog.getByRole('button', { name: /^取\s*消$/ }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    await user.click(screen.getByRole('button', { name: '处理退款' }))
    const again = within(await screen.findByRole('dialog', { name: '处理退款申请' }))
    expect(again.getByRole<HTMLInputElement>('radio', { name: '拒绝退款' }).checked).toBe(false)
    expect(again.getByRole<HTMLInputElement>('radio', { name: '同意退款' }).checked).toBe(true)
    expect(again.getByRole('button', { name: '同意退款 ¥88.00' })).toBeDefined()
    expect(desk.bodies.has(decisions)).toBe(false)
  })

  it('sends the sum on the button, not one that was typed before it was cancelled', async () => {
    const { user, screen, dialog, desk } = await openDialog()
    const amount = dialog.getByRole('textbox', { name: '退款金额（元）' })
    await user.clear(amount)
    await user.type(amount, '30.5')
    await user.click(dialog.getByRole('button', { name: /^取\s*消$/ }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    await user.click(screen.getByRole('button', { name: '处理退款' }))
    await user.click(await screen.findByRole('button', { name: '同意退款 ¥88.00' }))
    await waitFor(() => expect(desk.bodies.get(decisions)).toMatchObject({ amount: 8800 }))
  })

  it('refuses more than the order', async () => {
    const { user, dialog, desk } = await openDialog()
    const amount = dialog.getByRole('textbox', { name: '退款金额（元）' })
    await user.clear(amount)
    await user.type(amount, '88.01{Enter}')
    expect(await dialog.findByText('不能超过订单金额 ¥88.00')).toBeDefined()
    expect(desk.bodies.has(decisions)).toBe(false)
  })

  it('rejects with a reason and evidence, and not without a reason', async () => {
    const { user, dialog, desk } = await openDialog()
    await user.click(dialog.getByRole('radio', { name: '拒绝退款' }))
    await user.click(dialog.getByRole('button', { name: '确认拒绝' }))
    expect(await dialog.findByText('请填写拒绝原因')).toBeDefined()
    expect(desk.bodies.has(decisions)).toBe(false)
    await user.type(dialog.getByRole('textbox', { name: '拒绝原因（用户可见）' }), '商品已使用')
    const evidence = new File(['x'], 'proof.png', { type: 'image/png' })
    await user.upload(dialog.getByLabelText('添加凭证图片', { selector: 'input' }), evidence)
    await dialog.findByRole('button', { name: '移除图片 1' })
    await user.click(dialog.getByRole('button', { name: '确认拒绝' }))
    await waitFor(() =>
      expect(desk.bodies.get(decisions)).toEqual({
        decision: 'reject',
        reason: '商品已使用',
        images: ['key-proof.png'],
      }),
    )
  })

  it('waits for evidence to reject, not to approve', async () => {
    const { user, dialog, desk } = await openDialog()
    desk.overrides.set('POST /api/v1/images', () => problem(500, 'INTERNAL', 'The disk is full.'))
    await user.click(dialog.getByRole('radio', { name: '拒绝退款' }))
    const evidence = new File(['x'], 'proof.png', { type: 'image/png' })
    await user.upload(dialog.getByLabelText('添加凭证图片', { selector: 'input' }), evidence)
    const reject = dialog.getByRole<HTMLButtonElement>('button', { name: '确认拒绝' })
    await waitFor(() => expect(reject.disabled).toBe(true))
    await user.click(dialog.getByRole('radio', { name: '同意退款' }))
    await user.click(dialog.getByRole('button', { name: '同意退款 ¥88.00' }))
    await waitFor(() => expect(desk.bodies.get(decisions)).toMatchObject({ decision: 'approve' }))
  })

  it('says beforehand that a large sum needs a second person', async () => {
    const { dialog } = await openDialog({
      applicable: {
        ...complaint().applicable,
        refundDecision: { ...refundApplicable(true, 200_000), fourEyesAbove: 100_000 },
      },
    })
    expect(dialog.getByText(/^超过 ¥1,000.00，需要另一位管理员批准/)).toBeDefined()
  })

  it('tells why the desk refused, in the operator’s words', async () => {
    const { user, dialog, desk } = await openDialog()
    desk.overrides.set(decisions, () => problem(409, 'REFUND_DAILY_LIMIT', 'Too much for today.'))
    await user.click(dialog.getByRole('button', { name: '同意退款 ¥88.00' }))
    expect(await dialog.findByText('超过该商户今天的退款总额上限。')).toBeDefined()
  })

  it('is for owners; operators see why not before they have typed anything', async () => {
    const { screen, user } = setupConsole({ path, complaints: [complaint()] })
    const button = await screen.findByRole('button', { name: /处理退款/ })
    await waitFor(() => expect(button.textContent).toContain('退款只能由管理员决定'))
    await user.click(button)
    expect(screen.queryByRole('dialog')).toBeNull()
  })

  it('is visible and says why not, where the payer asked for none', async () => {
    const { screen, user } = setupConsole({ path: '/complaints/complaint-2', complaints: [complaint({ number: 2 })] })
    const button = await screen.findByRole('button', { name: /处理退款/ })
    expect(button.textContent).toContain('用户没有申请退款')
    await user.click(button)
    expect(screen.queryByRole('dialog')).toBeNull()
  })
})

const approval = (changes: Parameters<typeof action>[0] = {}) =>
  action({
    id: 'decision',
    kind: 'refund-decision',
    decision: 'approve',
    content: null,
    createdAt: hours(-2),
    refund: { amount: 200_000, outRefundNo: null, state: null, settledBy: null },
    ...changes,
  })
const refund = (changes: Parameters<typeof action>[0] = {}) =>
  action({
    id: 'refund',
    kind: 'refund',
    content: null,
    createdAt: hours(-2),
    refund: { amount: 200_000, outRefundNo: 'RD-2002-1', state: null, settledBy: null },
    ...changes,
  })

describe('the second person', () => {
  const waiting = approval({ approval: { by: null }, createdBy: 'colleague' })

  it('agrees with one press', async () => {
    const { screen, user, desk } = setupConsole({ path, complaints: [complaint({ actions: [waiting] })], user: owner })
    await user.click(await screen.findByRole('button', { name: '批准退款' }))
    await waitFor(() => expect(screen.queryByRole('button', { name: '批准退款' })).toBeNull())
    expect(desk.requests).toContain('POST /api/v1/actions/decision/approval')
  })

  it('is not the one who submitted it', async () => {
    const own = complaint({ actions: [{ ...waiting, createdBy: owner.username }] })
    const { screen } = setupConsole({ path, complaints: [own], user: owner })
    const button = await screen.findByRole('button', { name: /批准退款/ })
    expect(button.getAttribute('aria-disabled')).toBe('true')
    expect(button.textContent).toContain('提交人自己不能批准')
  })

  it('is an owner; operators see why not', async () => {
    const { screen, user, desk } = setupConsole({ path, complaints: [complaint({ actions: [waiting] })] })
    const button = await screen.findByRole('button', { name: /批准退款/ })
    expect(button.textContent).toContain('退款只能由管理员决定')
    await user.click(button)
    expect(desk.requests).not.toContain('POST /api/v1/actions/decision/approval')
  })

  it('and nobody but an owner holds a decision or takes it back', async () => {
    const { screen, user, desk } = setupConsole({ path, complaints: [complaint({ actions: [waiting] })] })
    for (const name of [/取消发送/, /暂缓/]) {
      const button = await screen.findByRole('button', { name })
      expect([name, button.textContent]).toEqual([name, expect.stringContaining('退款只能由管理员决定')])
      await user.click(button)
    }
    expect(desk.requests.filter((request) => request.startsWith('POST /api/v1/actions/'))).toEqual([])
  })
})

describe('how far a refund has come', () => {
  const states = (...actions: Parameters<typeof refundProgress>[0]) =>
    refundProgress(actions)?.steps.map((step) => `${step.name} ${step.state}`)

  it.each([
    [
      'waits for the platform',
      [approval(), refund()],
      ['decided done', 'promised current', 'started todo', 'arrived todo'],
    ],
    [
      'is promised',
      [approval({ state: 'sent' }), refund()],
      ['decided done', 'promised done', 'started current', 'arrived todo'],
    ],
    [
      'is on its way',
      [approval({ state: 'verified' }), refund({ state: 'sent' })],
      ['decided done', 'promised done', 'started done', 'arrived current'],
    ],
    [
      'has arrived',
      [approval({ state: 'verified' }), refund({ state: 'verified' })],
      ['decided done', 'promised done', 'started done', 'arrived done'],
    ],
    [
      'stands still',
      [approval({ state: 'verified' }), refund({ state: 'parked' })],
      ['decided done', 'promised done', 'started stuck', 'arrived todo'],
    ],
    [
      'waits for a colleague',
      [approval({ approval: { by: null } }), refund()],
      ['decided done', 'agreed current', 'promised todo', 'started todo', 'arrived todo'],
    ],
  ])('%s', (_, actions, expected) => {
    expect(states(...actions)).toEqual(expected)
  })

  it('is nothing after a rejection or a cancelled approval', () => {
    expect(refundProgress([])).toBeUndefined()
    expect(refundProgress([approval({ decision: 'reject', refund: null })])).toBeUndefined()
    expect(refundProgress([approval({ state: 'cancelled' })])).toBeUndefined()
  })

  it('is shown beside the order, with the number it can be looked up by', async () => {
    const { screen } = setupConsole({
      path,
      complaints: [complaint({ actions: [approval({ state: 'verified' }), refund({ state: 'sent' })] })],
    })
    expect(await screen.findByRole('heading', { name: '退款进度 · ¥2,000.00' })).toBeDefined()
    expect(screen.getByText('RD-2002-1')).toBeDefined()
    expect(screen.getByText('退款到账').closest('li')?.getAttribute('aria-current')).toBe('step')
  })
})

describe('the form is judged before it is sent', () => {
  it.each([
    ['88', undefined],
    ['0.01', undefined],
    ['0', 'zero'],
    ['88.01', 'aboveOrder'],
    ['a lot', 'notMoney'],
    ['', 'notMoney'],
  ])('a sum of “%s” yuan for an order of 88: %s', (text, expected) => {
    expect(judgeAmount(text, 8800)).toBe(expected)
  })

  it.each([
    ['已使用', undefined],
    ['  ', 'blank'],
    ['退'.repeat(200), undefined],
    ['退'.repeat(201), 'over'],
    ['不行😀', 'refused'],
  ])('a reason: %j is %s', (text, expected) => {
    expect(judgeReason(text)).toBe(expected)
  })

  it('sends nothing of the other choice', () => {
    const form = { decision: 'reject', amount: '88', launchRefundDay: 3, reason: ' 已使用 ' } as const
    expect(decisionFromForm(form, [])).toEqual({ decision: 'reject', reason: '已使用', images: [] })
  })
})
