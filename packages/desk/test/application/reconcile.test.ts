import { describe, expect, it, vi } from 'vitest'
import { wantSweep } from '../../src/store/merchant-sync.ts'
import { setupDesk, type TestDesk } from './support.ts'

const DAY = 24 * 3_600_000

/** Sweeps and reads until nothing is due; the budgets of the platform hold. */
async function settle(desk: TestDesk): Promise<void> {
  const { sweeper, applier } = desk.application
  for (;;) {
    const worked = [await sweeper.sweepNext(), await applier.applyNext()]
    const waiting = await desk.database.kysely.selectFrom('reads').select('platform_id').executeTakeFirst()
    if (!worked.includes(true) && !waiting) return
  }
}

const syncOf = async (desk: TestDesk) => (await desk.call('GET', '/api/v1/merchants')).body.items[0].sync

/** Every complaint and entry the platform has and the desk has not, and the other way round. */
async function difference(desk: TestDesk): Promise<string[]> {
  const atPlatform = desk.simulator
    .complaints()
    .flatMap((complaint) => [
      `${complaint.complaintId} ${complaint.state} ${complaint.userComplaintTimes} ${complaint.awaitingReply}`,
      ...complaint.history.map((entry) => `${complaint.complaintId} ${entry.logId}`),
    ])
  const rows = await desk.database.kysely.selectFrom('complaints').selectAll().execute()
  const entries = await desk.database.kysely
    .selectFrom('timeline_entries')
    .innerJoin('complaints', 'complaints.id', 'timeline_entries.complaint_id')
    .select(['platform_id', 'log_id'])
    .execute()
  const atDesk = [
    ...rows.map((row) => `${row.platform_id} ${row.state} ${row.complaint_times} ${row.awaiting_reply}`),
    ...entries.map((entry) => `${entry.platform_id} ${entry.log_id}`),
  ]
  return [
    ...atPlatform.filter((line) => !atDesk.includes(line)),
    ...atDesk.filter((line) => !atPlatform.includes(line)),
  ]
}

describe('reconciling', () => {
  it('finds everything that happened while no notification arrived, and says up to when it is complete', async () => {
    await using desk = await setupDesk({ workers: false })
    const known = await desk.file({ detail: '早已知道' })
    desk.simulator.addFault({ kind: 'notification-lost' })
    const filed: string[] = []
    for (let n = 0; n < 12; n += 1) {
      const { complaintId } = await desk.simulator.fileComplaint({ mchid: desk.mchid, detail: `停机时第${n}单` })
      filed.push(complaintId)
      if (n % 3 === 0) await desk.simulator.addMessage(complaintId, { content: '在吗' })
    }
    await desk.simulator.addMessage(known.platformId, { content: '还在吗' })
    expect((await difference(desk)).length).toBeGreaterThan(12)
    expect(await syncOf(desk)).toBeNull()

    const before = new Date()
    await settle(desk)
    expect(await difference(desk)).toEqual([])
    const { completeUpTo, problemCode } = await syncOf(desk)
    expect(problemCode).toBeNull()
    expect(Date.parse(completeUpTo)).toBeGreaterThanOrEqual(before.getTime() - 1)
  })

  it('is not complete beyond what it has read: a second message of a waiting payer shows only by id', async () => {
    await using desk = await setupDesk({ workers: false })
    const { id, platformId } = await desk.file()
    await desk.simulator.addMessage(platformId, { content: '一' })
    await settle(desk)
    desk.simulator.addFault({ kind: 'notification-lost' })
    await desk.simulator.addMessage(platformId, { content: '二' })
    await desk.database.kysely.updateTable('merchant_sync').set({ next_sweep_at: new Date() }).execute()
    await settle(desk)
    const { readAt, timeline } = await desk.complaint(id)
    expect(timeline.at(-1).content).toBe('一')
    expect((await syncOf(desk)).completeUpTo).toBe(readAt)

    await desk.database.kysely.updateTable('complaints').set({ next_read_at: new Date() }).execute()
    await desk.application.rereader.rereadDue()
    await settle(desk)
    expect((await desk.complaint(id)).timeline.at(-1).content).toBe('二')
    expect(Date.parse((await syncOf(desk)).completeUpTo)).toBeGreaterThan(Date.parse(readAt))
  })

  it('claims nothing while the lists cannot be read, and says why', async () => {
    await using desk = await setupDesk({ workers: false })
    desk.simulator.addFault({ kind: 'result-too-large', call: 'list' })
    await desk.application.sweeper.sweepNext()
    expect(await syncOf(desk)).toMatchObject({ completeUpTo: null, problemCode: 'RESULT_TOO_LARGE' })
    desk.simulator.clearFaults()
    desk.simulator.addFault({ kind: 'result-too-large', call: 'list', count: 4 })
    await desk.simulator.fileComplaint({ mchid: desk.mchid, detail: '忙碌的一天' })
    await desk.call('POST', '/api/v1/merchants/shop/sync', {})
    await settle(desk)
    expect(await syncOf(desk)).toMatchObject({ completeUpTo: expect.stringMatching(/Z$/), problemCode: null })
    expect(await difference(desk)).toEqual([])
  })

  it('fetches a year of older complaints window by window and goes on where it was stopped', async () => {
    await using desk = await setupDesk({ workers: false })
    desk.simulator.addFault({ kind: 'notification-lost' })
    for (const days of [1, 29, 31, 62, 100, 200, 300, 364]) {
      await desk.simulator.fileComplaint({
        mchid: desk.mchid,
        detail: `${days}天前`,
        at: new Date(Date.now() - days * DAY),
      })
    }
    for (let n = 0; n < 4; n += 1) await desk.application.sweeper.sweepNext()
    const halfway = await syncOf(desk)
    expect(halfway.backfill.doneAt).toBeNull()
    // Killed here; the lease of the dead process has run out.
    await desk.database.kysely
      .updateTable('merchant_sync')
      .set({ lease_token: 'gone', lease_until: new Date(0) })
      .execute()
    await settle(desk)
    const { backfill } = await syncOf(desk)
    expect(backfill).toMatchObject({ found: 6, coveredFrom: backfill.from, doneAt: expect.stringMatching(/Z$/) })
    expect(halfway.backfill.coveredFrom > backfill.coveredFrom).toBe(true)
    expect(await difference(desk)).toEqual([])
  })

  it('notices that the notification address was changed, and repairs it', async () => {
    await using desk = await setupDesk({ workers: false, publicUrl: 'https://desk.example.com' })
    await desk.application.sweeper.sweepNext()
    expect((await syncOf(desk)).callbackUrl).toMatchObject({
      state: 'different',
      url: `${desk.url}/callbacks/wechatpay/shop`,
    })
    const repaired = await desk.call('POST', '/api/v1/merchants/shop/callback-url')
    expect(repaired.body).toEqual({ url: 'https://desk.example.com/callbacks/wechatpay/shop', outcome: 'updated' })
    expect(desk.simulator.notificationUrl(desk.mchid)).toBe(repaired.body.url)
    expect((await syncOf(desk)).callbackUrl.state).toBe('ok')
    expect((await desk.call('POST', '/api/v1/merchants/nobody/sync', {})).body.code).toBe('MERCHANT_UNKNOWN')
  })

  it('lists at once what was filed before the notification address was set', async () => {
    await using desk = await setupDesk({ workers: false, publicUrl: 'https://desk.example.com' })
    await settle(desk)
    desk.simulator.addFault({ kind: 'notification-lost' })
    await desk.simulator.fileComplaint({ mchid: desk.mchid, detail: '地址还没有设置' })
    await settle(desk)
    expect(await difference(desk)).not.toEqual([])

    await desk.call('POST', '/api/v1/merchants/shop/callback-url')
    await settle(desk)
    expect(await difference(desk)).toEqual([])
    const listed = (): number => desk.simulator.requests().filter(({ call }) => call === 'list').length
    const before = listed()
    await desk.call('POST', '/api/v1/merchants/shop/callback-url')
    await settle(desk)
    expect(listed()).toBe(before)
  })

  it('keeps a backfill that was wanted while the last window of another was listed', async () => {
    await using desk = await setupDesk({ workers: false })
    await settle(desk)
    const sync = async () =>
      await desk.database.kysely.selectFrom('merchant_sync').selectAll().executeTakeFirstOrThrow()
    const { backfill_from: from } = await sync()
    await desk.database.kysely
      .updateTable('merchant_sync')
      .set({ backfill_next: from, backfill_done_at: null })
      .execute()
    desk.simulator.addFault({ kind: 'latency', call: 'list', delayMs: 500, count: 1 })
    const listing = desk.application.sweeper.sweepNext()
    await vi.waitUntil(() => desk.simulator.faults()[0]?.hits === 1)
    const { merchant_id: merchantId } = await sync()
    const wanted = { from: '2020-01-01', next: '2020-03-01' }
    await wantSweep(desk.database.kysely, merchantId, { now: new Date(), backfill: wanted })
    expect(await listing).toBe(true)
    expect(await sync()).toMatchObject({
      backfill_from: wanted.from,
      backfill_next: wanted.next,
      backfill_done_at: null,
    })
  })

  it('sweeps again what was wanted while it listed', async () => {
    await using desk = await setupDesk({ workers: false })
    await settle(desk)
    const listed = (): number => desk.simulator.requests().filter(({ call }) => call === 'list').length
    await desk.call('POST', '/api/v1/merchants/shop/sync', {})
    const before = listed()
    desk.simulator.addFault({ kind: 'latency', call: 'list', delayMs: 500, count: 1 })
    const sweeping = desk.application.sweeper.sweepNext()
    // The platform is asked already, so what is wanted from now on may not be in its answer.
    await vi.waitUntil(() => desk.simulator.faults()[0]?.hits === 1)
    await desk.call('POST', '/api/v1/merchants/shop/sync', {})
    expect(await sweeping).toBe(true)
    expect(listed()).toBe(before + 1)
    expect(await desk.application.sweeper.sweepNext()).toBe(true)
    expect(listed()).toBe(before + 2)
    expect(await desk.application.sweeper.sweepNext()).toBe(false)
  })

  it('shares the merchants between two processes without sweeping one twice', async () => {
    await using desk = await setupDesk({ workers: false })
    const swept = await Promise.all([1, 2, 3].map(async () => await desk.application.sweeper.sweepNext()))
    expect(swept.filter(Boolean).length).toBeGreaterThan(0)
    const listings = desk.simulator
      .requests()
      .filter((request) => request.call === 'list' && request.path.includes('offset=0'))
    expect(new Set(listings.map((request) => request.path)).size).toBe(listings.length)
  })
})
