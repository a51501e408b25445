import { describe, expect, it } from 'vitest'
import { png, setupDesk } from './support.ts'

describe('the whole loop', () => {
  it('takes a complaint from the payer to the operator and back, twice', async () => {
    await using desk = await setupDesk()
    const picture = await png()
    const filed = await desk.file({ images: [picture], payerPhone: '13812341234', amount: 2600 })
    expect(filed).toMatchObject({
      channel: 'complaints-v2',
      merchant: 'shop',
      mchid: desk.mchid,
      state: 'PENDING',
      detail: '咖啡没有送到',
      duty: 'first-reply',
      complaintTimes: 1,
      order: { amount: 2600 },
      payerPhone: { masked: '138****1234' },
    })
    expect(Date.parse(filed.dueAt) - Date.parse(filed.complainedAt)).toBe(24 * 3_600_000)

    // The payer's picture is shown from the desk, never from the platform.
    const shown = await desk.complaintWhere(filed.id, (c) => c.timeline[0]?.images[0]?.state === 'stored')
    const image = shown.timeline[0].images[0]
    expect(image.url).toMatch(/^\/api\/v1\/images\/[0-9a-f]{64}$/)
    const served = await desk.call('GET', image.url)
    expect(served.body).toEqual(picture)
    expect(Object.fromEntries(served.headers)).toMatchObject({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    })
    expect((await desk.call('GET', image.thumbnailUrl)).headers.get('content-type')).toBe('image/jpeg')

    const { body: attached } = await desk.upload(await png(64, '#cc3333'))
    const { status, body } = await desk.call('POST', `/api/v1/complaints/${filed.id}/replies`, {
      content: '您好，已为您安排退款。',
      images: [attached.mediaKey],
    })
    expect(status).toBe(202)
    await desk.actionWhere(body.actionId, (action) => action.state === 'verified')
    const platform = desk.simulator.complaint(filed.platformId)
    expect(platform.state).toBe('PROCESSING')
    expect(platform.history.at(-1)).toMatchObject({
      operateType: 'MERCHANT_RESPONSE',
      content: '您好，已为您安排退款。',
    })
    expect(platform.history.at(-1)?.images).toHaveLength(1)
    const replied = await desk.complaintWhere(filed.id, (c) => c.timeline.at(-1)?.images[0]?.state === 'stored')
    expect(replied).toMatchObject({ state: 'PROCESSING', duty: 'settlement', awaitingReply: false })

    await desk.simulator.addMessage(filed.platformId, { content: '收到了，谢谢' })
    await desk.complaintWhere(filed.id, (c) => c.timeline.at(-1)?.content === '收到了，谢谢')
    const refused = await desk.call('POST', `/api/v1/complaints/${filed.id}/completion`, {})
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'COMPLETION_GUARD', reasons: [{ code: 'UNANSWERED_PAYER_MESSAGE' }] },
    })
    const again = await desk.call('POST', `/api/v1/complaints/${filed.id}/replies`, { content: '不客气' })
    await desk.actionWhere(again.body.actionId, (action) => action.state === 'verified')
    const completion = await desk.call('POST', `/api/v1/complaints/${filed.id}/completion`, {})
    expect(completion.status).toBe(202)
    await desk.actionWhere(completion.body.actionId, (action) => action.state === 'verified')
    const done = await desk.complaint(filed.id)
    expect(done).toMatchObject({ state: 'PROCESSED', duty: null, dueAt: null, pendingActions: 0 })
    expect(done.applicable.complete).toMatchObject({ allowed: false, code: 'ALREADY_PROCESSED' })

    await desk.simulator.continueComplaint(filed.platformId, { content: '还是没有收到' })
    const reopened = await desk.complaintWhere(filed.id, (c) => c.episodes.length === 2)
    expect(reopened).toMatchObject({ state: 'PENDING', duty: 'first-reply', complaintTimes: 2 })
    expect(reopened.episodes[0].closedAt).not.toBeNull()
    expect(reopened.timeline.findLast((entry: { side: string }) => entry.side === 'payer').episode).toBe(2)
    expect(reopened.deadlines.filter((d: { state: string }) => d.state === 'open')).toHaveLength(2)
  })
})
