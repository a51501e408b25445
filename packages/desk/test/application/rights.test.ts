import { describe, expect, it } from 'vitest'
import { DAY_MS, HOUR_MS } from '../support/time.ts'
import { actionsIn, complete, forge, inState, setupRightsDesk, ticketOf } from './rights-support.ts'
import { png, until } from './support.ts'

const lengths = (complaint: { deadlines: { kind: string; startsAt: string; dueAt: string; state: string }[] }) =>
  complaint.deadlines
    .filter(({ kind }) => kind === 'settlement')
    .map(({ startsAt, dueAt, state }) => [(Date.parse(dueAt) - Date.parse(startsAt)) / HOUR_MS, state])

describe('the life of a rights ticket', () => {
  it('is filed, taken up, marked, refused, marked again and confirmed, with its clocks', async () => {
    await using desk = await setupRightsDesk()
    const { id, platformId } = await desk.fileRights({ solution: '换货', extInfo: '请尽快联系 13800001234' })
    const filed = await desk.complaint(id)
    expect(filed).toMatchObject({ state: 'PENDING', channelState: 'PENDING', merchant: 'account', duty: 'settlement' })
    expect(lengths(filed)).toEqual([[48, 'open']])
    expect((await desk.call('POST', `/api/v1/complaints/${id}/taking`)).status).toBe(204)
    expect(await desk.complaint(id)).toMatchObject({ state: 'PROCESSING', channelState: 'PROCESSING' })

    await complete(desk, id)
    expect(lengths(await desk.complaintWhere(id, inState('MARKED')))).toEqual([[48, 'met']])
    expect(desk.simulator.rights.get(platformId).state).toBe('MARKED')

    desk.simulator.rights.reject(platformId)
    const rejected = await desk.complaintWhere(id, inState('REJECTED'))
    expect(rejected).toMatchObject({ state: 'PROCESSING', complaintTimes: 2, awaitingReply: true })
    expect(rejected.rights.arbitration).toEqual({ eligible: true, reasons: ['REJECTED'], demandedAt: null })
    expect(lengths(rejected)).toEqual([
      [48, 'met'],
      [48, 'open'],
    ])

    await complete(desk, id)
    await desk.complaintWhere(id, inState('MARKED'))
    desk.simulator.rights.confirm(platformId)
    const closed = await desk.complaintWhere(id, inState('CLOSED'))
    expect(closed).toMatchObject({ state: 'PROCESSED', dueAt: null, awaitingReply: false })
    expect(closed.rights.arbitration.eligible).toBe(false)
    expect(actionsIn(closed)).toEqual([
      'USER_CREATE_COMPLAINT',
      'RIGHTS_TAKEN',
      'RIGHTS_MARKED',
      'RIGHTS_REJECTED',
      'RIGHTS_MARKED',
      'RIGHTS_CONFIRMED',
    ])
    expect(closed.timeline.map((entry: { episode: number }) => entry.episode)).toEqual([1, 1, 1, 2, 2, 2])
    expect(closed.actions.map((action: { state: string }) => action.state)).toEqual(['verified', 'verified'])
  })

  it('shows the remark without its number, the number masked, and the whole number to whoever says why', async () => {
    await using desk = await setupRightsDesk()
    const { id } = await desk.fileRights({ solution: '打 13911112222 商量', extInfo: '请尽快联系 13800001234' })
    const complaint = await desk.complaint(id)
    expect(complaint).toMatchObject({ detail: '请尽快联系', payerPhone: { masked: '138****1234' } })
    expect(JSON.stringify(complaint)).not.toMatch(/13800001234|13911112222/)
    const revealed = await desk.call('POST', `/api/v1/complaints/${id}/phone-reveals`, { reason: '回电' })
    expect(revealed.body).toEqual({ phone: '13800001234' })
    const kept = JSON.stringify(
      await desk.database.kysely.selectFrom('complaints').selectAll().where('id', '=', id).execute(),
    )
    expect(kept).not.toContain('13800001234')
    expect(desk.log.join('\n')).not.toContain('13800001234')
  })

  it('is found by its state, its number, its payer and its account', async () => {
    await using desk = await setupRightsDesk()
    const { id, platformId } = await desk.fileRights()
    await desk.file()
    const ids = async (query: string) =>
      (await desk.call('GET', `/api/v1/complaints?${query}`)).body.items.map((item: { id: string }) => item.id)
    const { openId } = desk.simulator.rights.get(platformId)
    for (const query of ['channelState=PENDING', 'merchant=account', 'channel=rights-v16', `q=${openId}`])
      expect(await ids(query)).toEqual([id])
    expect(await ids('channelState=MARKED')).toEqual([])
  })

  it('entitles to arbitration once its time is over', async () => {
    await using desk = await setupRightsDesk()
    const feedbackId = '13221259825330037179'
    const timestamp = Math.floor((Date.now() - DAY_MS - HOUR_MS) / 1000)
    expect(await forge(desk, { feedbackId, timestamp })).toBe('success')
    const { id } = await until(async () => await ticketOf(desk, feedbackId))
    expect((await desk.complaint(id)).rights.arbitration.eligible).toBe(false)
    const path = `/api/v1/complaints/${id}`
    expect((await desk.call('PUT', `${path}/order-facts`, { goods: 'virtual' })).body.code).toBe('TRANSACTION_UNKNOWN')

    const other = '13200121263314497669'
    const transactionId = `${desk.simulator.officialAccounts.credentials('wx0123456789abcdef').partnerId}202603143240185685`
    await forge(desk, { feedbackId: other, timestamp, transactionId })
    const overdue = await until(async () => await ticketOf(desk, other))
    const facts = { goods: 'virtual', delivery: 'undelivered' }
    expect((await desk.call('PUT', `/api/v1/complaints/${overdue.id}/order-facts`, facts)).status).toBe(204)
    expect((await desk.complaint(overdue.id)).rights).toMatchObject({
      arbitration: { eligible: true, reasons: ['OVERDUE'], demandedAt: null },
      order: { goods: 'virtual', goodsAssumed: false, delivery: 'undelivered', source: 'hand' },
    })

    const arbitration = `/api/v1/complaints/${overdue.id}/arbitration`
    expect((await desk.call('POST', arbitration, { demanded: false })).body.code).toBe('ARBITRATION_NOT_OPEN')
    expect((await desk.call('POST', arbitration, { demanded: true })).status).toBe(204)
    expect(await desk.complaint(overdue.id)).toMatchObject({ channelState: 'ARBITRATION', state: 'PROCESSING' })
    expect((await desk.call('POST', arbitration, { demanded: false })).status).toBe(204)
    expect(await desk.complaint(overdue.id)).toMatchObject({ channelState: 'CLOSED', state: 'PROCESSED' })
  })

  it('has a longer clock when its order was delivered, and all tickets of the order with it', async () => {
    await using desk = await setupRightsDesk()
    const { id, platformId } = await desk.fileRights()
    const path = `/api/v1/complaints/${id}/order-facts`
    const hoursAgo = (hours: number) => new Date(Date.now() - hours * HOUR_MS).toISOString()
    const facts = { goods: 'physical', paidAt: hoursAgo(90), delivery: 'delivered', deliveredAt: hoursAgo(20) }
    expect((await desk.call('PUT', path, { delivery: 'delivered' })).body.code).toBe('ORDER_FACTS_CONTRADICT')
    expect((await desk.call('PUT', path, { ...facts, deliveredAt: hoursAgo(100) })).status).toBe(422)
    expect((await desk.call('PUT', path, { paidAt: hoursAgo(-2) })).body.code).toBe('INSTANT_AHEAD')
    const { openId, transactionId, feedbackId } = desk.simulator.rights.get(platformId)
    const second = String(BigInt(feedbackId) - 1n)
    await forge(desk, { feedbackId: second, openId, transactionId })
    const other = await until(async () => await ticketOf(desk, second))
    expect((await desk.call('PUT', path, facts)).status).toBe(204)
    await desk.complaintWhere(other.id, (shown) => lengths(shown)[0]?.[0] === 15 * 24)
    const complaint = await desk.complaint(id)
    expect(lengths(complaint)).toEqual([[15 * 24, 'open']])
    const delivery = complaint.deadlines.find(({ kind }: { kind: string }) => kind === 'delivery')
    expect([delivery.state, Date.parse(delivery.dueAt) - Date.parse(facts.paidAt)]).toEqual(['met', 72 * HOUR_MS])
    expect(complaint.rights.filing).toMatchObject({ problem: null })
  })

  it('brings the pictures of the payer home', async () => {
    await using desk = await setupRightsDesk()
    const { id } = await desk.fileRights({ pictures: [await png(), await png(48, '#cc3366')] })
    const shown = await desk.complaintWhere(id, ({ timeline }) =>
      timeline[0].images.every((image: { state: string }) => image.state === 'stored'),
    )
    expect(shown.timeline[0].images).toHaveLength(2)
    const picture = await desk.call('GET', shown.timeline[0].images[0].url)
    expect(picture.headers.get('content-type')).toBe('image/png')
  })

  it('has no replies and no refunds of its own, and other complaints have no ticket', async () => {
    await using desk = await setupRightsDesk()
    const { id } = await desk.fileRights()
    const path = `/api/v1/complaints/${id}`
    expect((await desk.call('POST', `${path}/replies`, { content: '您好' })).body.code).toBe('WRITE_MESSAGES')
    const approve = { decision: 'approve' }
    expect((await desk.call('POST', `${path}/refund-decision`, approve)).body.code).toBe('NO_REFUND_CALL')
    const { applicable } = await desk.complaint(id)
    expect(applicable).toMatchObject({
      reply: { allowed: false, code: 'WRITE_MESSAGES' },
      refundDecision: { allowed: false },
      deliveryNotice: { allowed: true },
      complete: { allowed: true },
    })
    const other = await desk.file()
    expect((await desk.call('POST', `/api/v1/complaints/${other.id}/taking`)).body.code).toBe('NOT_A_RIGHTS_TICKET')
    expect((await desk.complaint(other.id)).rights).toBeNull()
  })
})

describe('the mark of a ticket', () => {
  it('is only made after somebody has said that what was agreed has been carried out', async () => {
    await using desk = await setupRightsDesk()
    const { id } = await desk.fileRights()
    const codes = async (body: object) => {
      const answer = await complete(desk, id, body)
      return [answer.status, (answer.body.reasons ?? []).map(({ code }: { code: string }) => code)]
    }
    expect(await codes({})).toEqual([409, ['NO_REPLY', 'SETTLEMENT_NOT_CONFIRMED']])
    expect(await codes({ overrideReason: '电话谈妥' })).toEqual([409, ['NO_REPLY', 'SETTLEMENT_NOT_CONFIRMED']])
    expect(await codes({ settledAsAgreed: true })).toEqual([409, ['NO_REPLY']])
    expect((await desk.complaint(id)).applicable.complete.guards).toHaveLength(2)
    const { actionId } = (await complete(desk, id)).body
    await desk.complaintWhere(id, inState('MARKED'))
    const audit = await desk.database.kysely.selectFrom('audit').selectAll().where('complaint_id', '=', id).execute()
    expect(audit.map(({ action, actor, details }) => [action, actor, details])).toEqual(
      expect.arrayContaining([['completion.settled-as-agreed', 'lin', { actionId }]]),
    )
  })
})
