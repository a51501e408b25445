import type { FaultKind } from '@redress/simulator'
import { describe, expect, it } from 'vitest'
import { setupDesk, type TestDesk, until } from './support.ts'

const request = { problemType: 'REFUND', amount: 2_600, applyRefundAmount: 2_000, userTags: ['TRUSTED'] } as const

const decide = async (desk: TestDesk, id: string, body: object, headers = {}) =>
  await desk.call('POST', `/api/v1/complaints/${id}/refund-decision`, body, headers)
const approve = async (desk: TestDesk, id: string, body: object = {}) =>
  await decide(desk, id, { decision: 'approve', ...body })

const refundOf = async (desk: TestDesk, id: string) =>
  (await desk.complaint(id)).actions.find((action: { kind: string }) => action.kind === 'refund')

const refundWhere = async (desk: TestDesk, id: string, state: string) =>
  await until(async () => {
    const action = await refundOf(desk, id)
    return action?.state === state && action
  })

/** What the platform paid for a complaint, fen. */
const paid = (desk: TestDesk, platformId: string) => desk.simulator.complaint(platformId).refundedAmount
const approvals = (desk: TestDesk, platformId: string) =>
  desk.simulator.complaint(platformId).history.filter((entry) => entry.operateType === 'MERCHANT_APPROVE_REFUND').length

describe('a refund request', () => {
  it('is approved, paid under a derived number, watched until it arrives, and settles the complaint', async () => {
    await using desk = await setupDesk()
    const { id, platformId } = await desk.file(request)
    expect((await desk.complaint(id)).applicable.refundDecision).toMatchObject({
      allowed: true,
      proposedAmount: 2_000,
      maxAmount: 2_600,
    })
    const { status, body } = await approve(desk, id)
    expect(status).toBe(202)
    await desk.actionWhere(body.actionId, (action) => action.state === 'verified')
    expect(await refundWhere(desk, id, 'sent')).toMatchObject({
      refund: { amount: 2_000, outRefundNo: `RD-${platformId}-1`, state: 'PROCESSING' },
    })
    expect(paid(desk, platformId)).toBe(2_000)
    expect((await desk.call('POST', `/api/v1/complaints/${id}/completion`, {})).body.reasons).toContainEqual(
      expect.objectContaining({ code: 'PROMISED_REFUND_NOT_ARRIVED' }),
    )
    await desk.simulator.refundArrived(platformId)
    expect(await refundWhere(desk, id, 'verified')).toMatchObject({ refund: { state: 'SUCCESS' } })
    expect(await desk.complaintWhere(id, (complaint) => complaint.state === 'PROCESSED')).toMatchObject({ duty: null })
    expect((await approve(desk, id)).body.code).toMatch(/^REFUND_ALREADY_DECIDED$/)
  })

  it('is refused with a reason, which settles it and pays nothing', async () => {
    await using desk = await setupDesk()
    const { id, platformId } = await desk.file(request)
    expect((await decide(desk, id, { decision: 'reject' })).body).toMatchObject({
      code: 'INVALID_INPUT',
      field: 'reason',
    })
    const { body } = await decide(desk, id, { decision: 'reject', reason: '商品已拆封' })
    await desk.actionWhere(body.actionId, (action) => action.state === 'verified')
    expect((await desk.complaint(id)).state).toBe('PROCESSED')
    expect(paid(desk, platformId)).toBe(0)
    expect(await refundOf(desk, id)).toBeUndefined()
  })

  const faults: FaultKind[] = ['drop-answer-after-commit', 'wrong-signature', 'http-500', 'reset']
  it.each(faults)('is approved once and paid once: %s on both calls', async (kind) => {
    await using desk = await setupDesk()
    const { id, platformId } = await desk.file(request)
    desk.simulator.addFault({ kind, call: 'refund-decision', count: 1 })
    desk.simulator.addFault({ kind, call: 'refund', count: 2 })
    await approve(desk, id)
    await refundWhere(desk, id, 'sent')
    expect([approvals(desk, platformId), paid(desk, platformId)]).toEqual([1, 2_000])
  })
})

describe('a worker killed in the middle of a refund', () => {
  const kill = async (desk: TestDesk, kind: 'refund' | 'refund-decision', changes: object = {}) =>
    await desk.database.kysely
      .updateTable('actions')
      .set({ state: 'sending', lease_token: 'gone', lease_until: new Date(0), ...changes })
      .where('kind', '=', kind)
      .execute()

  it.each([
    ['after the approval left', 'decision', true],
    ['before the approval left', 'decision', false],
    ['after the refund left', 'refund', true],
    ['before the refund left', 'refund', false],
  ] as const)('%s: approved once, paid once', async (_, step, done) => {
    await using desk = await setupDesk({ workers: false })
    const { id, platformId } = await desk.file(request)
    await approve(desk, id)
    const { sender, refunder } = desk.application
    expect(await refunder.refundNext()).toBe(false)
    const channel = desk.application.channels(desk.registry.bySlugOrMchid('shop')?.id ?? '')
    if (step === 'decision') {
      await kill(desk, 'refund-decision', { write_started_at: new Date(), baseline: '[]' })
      if (done) await channel.decideRefund(platformId, { decision: 'approve', launchRefundDay: 0 })
    } else {
      await sender.sendNext()
      await kill(desk, 'refund')
      const { transactionId } = desk.simulator.complaint(platformId)
      const outRefundNo = `RD-${platformId}-1`
      if (done)
        await channel.refund({ mchid: desk.mchid, transactionId, outRefundNo, amount: 2_000, orderAmount: 2_600 })
    }
    await sender.sendNext()
    await refunder.refundNext()
    expect([approvals(desk, platformId), paid(desk, platformId)]).toEqual([1, 2_000])
    expect(await refundOf(desk, id)).toMatchObject({ state: 'sent' })
  })
})

describe('what must not be paid', () => {
  it.each([
    ['a complaint that asks for no refund', { problemType: 'OTHERS' }, {}, 409, 'NOT_A_REFUND_REQUEST'],
    ['more than the order', {}, { amount: 2_601 }, 422, 'REFUND_AMOUNT'],
  ] as const)('%s', async (_, changes, body, status, code) => {
    await using desk = await setupDesk({ workers: false })
    const { id } = await desk.file({
      mchid: desk.mchid,
      detail: '退款',
      amount: 2_600,
      problemType: 'REFUND',
      ...changes,
    })
    expect(await approve(desk, id, body)).toMatchObject({ status, body: { code } })
    expect((await desk.complaint(id)).actions).toEqual([])
  })

  it('an untrusted payer’s refund where the merchant’s rule says so', async () => {
    await using desk = await setupDesk({ workers: false })
    const { id } = await desk.file({ ...request, userTags: [] })
    const rules = { trustedOnly: true, dailyAmount: 1_000_000, fourEyesAbove: 100_000 }
    expect((await desk.call('PUT', '/api/v1/merchants/shop/refund-rules', rules)).body).toEqual(rules)
    expect((await approve(desk, id)).body.code).toBe('PAYER_NOT_TRUSTED')
    expect((await desk.complaint(id)).applicable.refundDecision).toMatchObject({
      allowed: false,
      code: 'PAYER_NOT_TRUSTED',
    })
  })

  it('more than the limit of the day, however many ask at once', async () => {
    await using desk = await setupDesk({ workers: false })
    const rules = { trustedOnly: false, dailyAmount: 5_000, fourEyesAbove: 100_000 }
    await desk.call('PUT', '/api/v1/merchants/shop/refund-rules', rules)
    const filed = await Promise.all([1, 2, 3, 4].map(async () => await desk.file(request)))
    const answers = await Promise.all(filed.map(async ({ id }) => await approve(desk, id)))
    expect(answers.map((answer) => answer.status).sort((a, b) => a - b)).toEqual([202, 202, 409, 409])
    expect(answers.filter((answer) => answer.status === 409).map((answer) => answer.body.code)).toEqual([
      'REFUND_DAILY_LIMIT',
      'REFUND_DAILY_LIMIT',
    ])
  })

  it('a large sum before a second owner agreed', async () => {
    await using desk = await setupDesk({ workers: false })
    await desk.call('PUT', '/api/v1/merchants/shop/refund-rules', {
      trustedOnly: false,
      dailyAmount: 9_000,
      fourEyesAbove: 1_000,
    })
    const { id, platformId } = await desk.file(request)
    const { body } = await approve(desk, id)
    expect(await desk.application.sender.sendNext()).toBe(false)
    expect((await desk.call('GET', `/api/v1/actions/${body.actionId}`)).body.approval).toEqual({ by: null })
    const agree = async (headers = {}) =>
      await desk.call('POST', `/api/v1/actions/${body.actionId}/approval`, undefined, headers)
    expect((await agree()).body.code).toBe('FOUR_EYES')
    const bearer = async (role: 'owner' | 'operator') => ({
      cookie: '',
      authorization: `Bearer ${(await desk.application.tokens.create({ name: role, role })).token}`,
    })
    expect(await agree(await bearer('operator'))).toMatchObject({ status: 403, body: { code: 'NOT_PERMITTED' } })
    expect((await agree(await bearer('owner'))).body.approval).toEqual({ by: 'token:owner' })
    expect((await agree(await bearer('owner'))).body.code).toBe('APPROVAL_NOT_NEEDED')
    await desk.application.sender.sendNext()
    await desk.application.refunder.refundNext()
    expect(paid(desk, platformId)).toBe(2_000)
  })

  it('anything by somebody who may only reply', async () => {
    await using desk = await setupDesk({ workers: false })
    const { id } = await desk.file(request)
    const { token } = await desk.application.tokens.create({ name: 'bot', role: 'operator' })
    const answer = await decide(desk, id, { decision: 'approve' }, { cookie: '', authorization: `Bearer ${token}` })
    expect(answer).toMatchObject({ status: 403, body: { code: 'NOT_PERMITTED' } })
  })

  it('a refund of a continued complaint whose own approval is held, and nobody but an owner holds or releases it', async () => {
    await using desk = await setupDesk({ workers: false })
    const { sender, refunder, applier } = desk.application
    const rules = { trustedOnly: false, dailyAmount: 9_000, fourEyesAbove: 700 }
    await desk.call('PUT', '/api/v1/merchants/shop/refund-rules', rules)
    const { id, platformId } = await desk.file(request)
    await approve(desk, id, { amount: 600 })
    await sender.sendNext()
    await refunder.refundNext()
    await desk.simulator.refundArrived(platformId)
    await desk.simulator.continueComplaint(platformId, { content: '还差一些' })
    await until(async () => (await applier.applyNext()) !== true && (await desk.complaint(id)).state === 'PENDING')
    await desk.database.kysely
      .updateTable('actions')
      .set({ next_attempt_at: new Date(0) })
      .execute()
    while (await refunder.refundNext());
    expect(paid(desk, platformId)).toBe(600)

    const { actionId } = (await approve(desk, id, { amount: 800 })).body
    const { token } = await desk.application.tokens.create({ name: 'bot', role: 'operator' })
    const operator = { cookie: '', authorization: `Bearer ${token}` }
    for (const call of ['parking', 'retry', 'cancellation']) {
      const answer = await desk.call('POST', `/api/v1/actions/${actionId}/${call}`, undefined, operator)
      expect([call, answer.status, answer.body.code]).toEqual([call, 403, 'NOT_PERMITTED'])
    }
    expect((await desk.call('POST', `/api/v1/actions/${actionId}/parking`)).body.state).toBe('parked')
    await refunder.refundNext()
    expect([approvals(desk, platformId), paid(desk, platformId)]).toEqual([1, 600])
  })

  it('a refund that may have been started already is not taken back', async () => {
    await using desk = await setupDesk({ workers: false })
    const { sender, refunder } = desk.application
    const { id, platformId } = await desk.file(request)
    await approve(desk, id)
    await sender.sendNext()
    desk.simulator.addFault({ kind: 'drop-answer-after-commit', call: 'refund', count: 1 })
    await refunder.refundNext()
    expect(paid(desk, platformId)).toBe(2_000)
    const refund = await refundOf(desk, id)
    expect(refund.state).toBe('queued')
    const cancel = async () => await desk.call('POST', `/api/v1/actions/${refund.id}/cancellation`)
    expect((await cancel()).body).toMatchObject({
      code: 'ACTION_OUTCOME_UNKNOWN',
      remedy: expect.stringContaining('never paid twice'),
    })
    await desk.database.kysely
      .updateTable('actions')
      .set({ next_attempt_at: new Date(0) })
      .execute()
    await refunder.refundNext()
    expect(await refundOf(desk, id)).toMatchObject({ state: 'sent' })
    expect((await cancel()).body.code).toBe('ACTION_NOT_CANCELLABLE')
    expect(paid(desk, platformId)).toBe(2_000)
  })

  it('but an earlier promise is kept when a later rejection is taken back', async () => {
    await using desk = await setupDesk({ workers: false })
    const { sender, applier } = desk.application
    const { id, platformId } = await desk.file(request)
    await approve(desk, id, { launchRefundDay: 3 })
    await sender.sendNext()
    await desk.call('POST', `/api/v1/complaints/${id}/completion`, { overrideReason: '三天后到账' })
    await sender.sendNext()
    await desk.simulator.continueComplaint(platformId, { content: '太慢了' })
    await until(async () => (await applier.applyNext()) !== true && (await desk.complaint(id)).state === 'PENDING')
    const { actionId } = (await decide(desk, id, { decision: 'reject', reason: '已同意退款，三天内到账' })).body
    expect((await desk.call('POST', `/api/v1/actions/${actionId}/cancellation`)).body.state).toBe('cancelled')
    expect(await refundOf(desk, id)).toMatchObject({ state: 'queued' })
  })

  it('a refund whose decision was taken back', async () => {
    await using desk = await setupDesk({ workers: false })
    const { id, platformId } = await desk.file(request)
    const { body } = await approve(desk, id)
    await desk.call('POST', `/api/v1/actions/${body.actionId}/cancellation`)
    expect(await refundOf(desk, id)).toMatchObject({ state: 'cancelled' })
    expect([await desk.application.sender.sendNext(), await desk.application.refunder.refundNext()]).toEqual([
      false,
      false,
    ])
    expect(paid(desk, platformId)).toBe(0)
  })

  it('what somebody else has paid back already', async () => {
    await using desk = await setupDesk({ workers: false })
    const { id, platformId, order } = await desk.file(request)
    await approve(desk, id)
    await desk.application.sender.sendNext()
    const channel = desk.application.channels(desk.registry.bySlugOrMchid('shop')?.id ?? '')
    const { transactionId } = order
    await channel.refund({
      mchid: desk.mchid,
      transactionId,
      outRefundNo: 'by-hand',
      amount: 2_600,
      orderAmount: 2_600,
    })
    await desk.application.refunder.refundNext()
    expect(await refundOf(desk, id)).toMatchObject({ state: 'verified', refund: { settledBy: 'elsewhere' } })
    expect(paid(desk, platformId)).toBe(2_600)
  })
})
