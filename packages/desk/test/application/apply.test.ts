import { describe, expect, it } from 'vitest'
import { png, setupDesk, type TestDesk, until } from './support.ts'

const inbox = async (desk: TestDesk) => (await desk.call('GET', '/api/v1/inbox')).body.items
const reads = (desk: TestDesk, call: string) =>
  desk.simulator.requests().filter((request) => request.call === call && request.status === 200).length

describe('applying notifications', () => {
  it('keeps a notification pending, with the reason, until its complaint could be read', async () => {
    await using desk = await setupDesk({ workers: false })
    desk.simulator.addFault({ kind: 'http-500', call: 'detail' })
    const { complaintId } = await desk.simulator.fileComplaint({ mchid: desk.mchid, detail: '没有收到货' })
    await until(async () => (await inbox(desk)).length === 1)
    await desk.application.applier.applyNext()
    expect(await inbox(desk)).toMatchObject([
      { state: 'pending', attempts: 1, problemCode: 'SYSTEM_ERROR', complaintPlatformId: complaintId },
    ])
    expect(await desk.application.applier.applyNext()).toBe(false)
    desk.simulator.clearFaults()
    await desk.database.kysely.updateTable('inbox').set({ next_attempt_at: new Date() }).execute()
    await desk.application.applier.applyNext()
    expect(await inbox(desk)).toMatchObject([{ state: 'applied', problemCode: null }])
    expect((await desk.call('GET', `/api/v1/complaints?q=${complaintId}`)).body.items).toHaveLength(1)
  })

  it('keeps a complaint whose text has broken characters', async () => {
    await using desk = await setupDesk()
    const { id } = await desk.file({ detail: '杯子碎了\uD83D，还有\0一半' })
    const complaint = await desk.complaint(id)
    expect(complaint.detail).toBe('杯子碎了\uFFFD，还有\uFFFD一半')
    expect(complaint.timeline[0].content).not.toMatch(/\0/)
  })

  it('reads a complaint once for any number of notifications about it', async () => {
    await using desk = await setupDesk({ workers: false })
    const { platformId, id } = await desk.file()
    const before = reads(desk, 'detail')
    for (const content of ['一', '二', '三']) await desk.simulator.addMessage(platformId, { content })
    await until(
      async () => (await inbox(desk)).filter((row: { state: string }) => row.state === 'pending').length === 3,
    )
    await desk.application.applier.applyNext()
    expect(await desk.application.applier.applyNext()).toBe(false)
    expect(reads(desk, 'detail') - before).toBe(1)
    expect((await inbox(desk)).every((row: { state: string }) => row.state === 'applied')).toBe(true)
    expect((await desk.complaint(id)).timeline.map((entry: { content: string }) => entry.content).slice(-3)).toEqual([
      '一',
      '二',
      '三',
    ])
  })

  it('never lets an older read overwrite a newer one', async () => {
    await using desk = await setupDesk({ workers: false })
    const { id, platformId } = await desk.file()
    const merchantId = desk.registry.bySlugOrMchid('shop')?.id ?? ''
    await desk.simulator.addMessage(platformId, { content: '在吗' })
    const newer = new Date(Date.now() + 60_000)
    await desk.database.kysely.updateTable('complaints').set({ read_at: newer, state: 'INVENTED_NEXT_YEAR' }).execute()
    await desk.application.applier.refresh({ merchantId, channel: 'complaints-v2', platformId })
    const complaint = await desk.complaint(id)
    expect(complaint).toMatchObject({ state: 'INVENTED_NEXT_YEAR', readAt: newer.toISOString() })
    // What happened is only ever added.
    expect(complaint.timeline.at(-1).content).toBe('在吗')
  })

  it('stores and shows what the platform invents', async () => {
    await using desk = await setupDesk({ workers: false })
    desk.simulator.addFault({ kind: 'unknown-enum', call: 'history' })
    desk.simulator.addFault({ kind: 'unknown-enum', call: 'detail' })
    const { id } = await desk.file()
    const complaint = await desk.complaint(id)
    const known = ['PENDING', 'PROCESSING', 'PROCESSED']
    const shown = [complaint.state, ...complaint.timeline.map((entry: { action: string }) => entry.action)]
    expect(
      shown.some((text) => !known.includes(text) && !/^(USER|MERCHANT|PLATFORM)_(CREATE|RESPONSE)/.test(text)),
    ).toBe(true)
    expect(await inbox(desk)).toMatchObject([{ state: 'applied' }])
  })

  it('reads the whole history, however many pages it has', async () => {
    await using desk = await setupDesk({ workers: false })
    const { id, platformId } = await desk.file()
    for (let n = 0; n < 320; n += 1) await desk.simulator.addMessage(platformId, { content: `第${n}条` })
    const merchantId = desk.registry.bySlugOrMchid('shop')?.id ?? ''
    await desk.application.applier.refresh({ merchantId, channel: 'complaints-v2', platformId })
    const { timeline } = await desk.complaint(id)
    expect(timeline.filter((entry: { side: string }) => entry.side === 'payer')).toHaveLength(321)
  })

  it('is refreshed on request', async () => {
    await using desk = await setupDesk()
    const { id, readAt } = await desk.file()
    expect((await desk.call('POST', `/api/v1/complaints/${id}/refresh`)).status).toBe(202)
    await desk.complaintWhere(id, (complaint) => complaint.readAt > readAt)
  })
})

describe('pictures', () => {
  it('are fetched again after a fault and marked missing when they are gone', async () => {
    await using desk = await setupDesk({ workers: false })
    desk.simulator.addFault({ kind: 'http-500', call: 'download' })
    const { id } = await desk.file({ images: [await png()] })
    const image = async () => (await desk.complaint(id)).timeline[0].images[0]
    expect(await image()).toMatchObject({ state: 'pending', url: null })
    await desk.application.fetcher.fetchNext()
    expect(await image()).toMatchObject({ state: 'pending', reason: 'SYSTEM_ERROR' })
    desk.simulator.clearFaults()
    await desk.database.kysely.updateTable('pictures').set({ next_attempt_at: new Date() }).execute()
    await desk.application.fetcher.fetchNext()
    expect(await image()).toMatchObject({ state: 'stored', reason: null })

    const gone = desk.simulator.url + '/v3/merchant-service/images/bm90aGluZw%3D%3D'
    await desk.database.kysely
      .updateTable('pictures')
      .set({ state: 'pending', media_key: null, url: gone, next_attempt_at: new Date() })
      .execute()
    await desk.application.fetcher.fetchNext()
    expect(await image()).toMatchObject({ state: 'missing', url: null, reason: expect.stringMatching(/^[A-Z_]+$/) })
  })
})

describe('what must not leak', () => {
  it('keeps phone numbers and message texts out of the log, and phone numbers out of every answer and column', async () => {
    await using desk = await setupDesk()
    const secret = '只有我和商家知道的话'
    const phone = '13812345678'
    desk.simulator.addFault({ kind: 'http-500', call: 'detail', count: 2 })
    const { complaintId } = await desk.simulator.fileComplaint({ mchid: desk.mchid, detail: secret, payerPhone: phone })
    await desk.database.kysely.updateTable('inbox').set({ next_attempt_at: new Date() }).execute()
    const { id } = await until(async () => {
      await desk.database.kysely
        .updateTable('inbox')
        .set({ next_attempt_at: new Date() })
        .where('state', '=', 'pending')
        .execute()
      return (await desk.call('GET', `/api/v1/complaints?q=${complaintId}`)).body.items[0]
    })
    desk.simulator.addFault({ kind: 'http-500', call: 'reply', count: 1 })
    const { body } = await desk.call('POST', `/api/v1/complaints/${id}/replies`, { content: secret })
    await desk.actionWhere(body.actionId, (found) => found.state === 'verified')
    expect(desk.log.length).toBeGreaterThan(0)
    expect(desk.log.join('\n')).not.toContain(secret)
    expect(desk.log.join('\n')).not.toContain(phone)
    expect(JSON.stringify(await desk.complaint(id))).not.toContain(phone)
    const row = await desk.database.kysely.selectFrom('complaints').selectAll().executeTakeFirstOrThrow()
    expect(JSON.stringify(row)).not.toContain(phone)
    expect(row.payer_phone_sealed?.toString('latin1')).not.toContain(phone)

    const refused = await desk.call('POST', `/api/v1/complaints/${id}/phone-reveals`, {})
    expect(refused).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT', field: 'reason' } })
    const revealed = await desk.call('POST', `/api/v1/complaints/${id}/phone-reveals`, { reason: '回电' })
    expect(revealed.body).toEqual({ phone })
    expect(revealed.headers.get('cache-control')).toBe('no-store')
    const audit = await desk.database.kysely
      .selectFrom('audit')
      .selectAll()
      .where('action', '=', 'phone.revealed')
      .execute()
    expect(audit).toMatchObject([{ actor: 'lin', complaint_id: id, details: { reason: '回电' } }])
    expect(JSON.stringify(audit)).not.toContain(phone)
  })
})
