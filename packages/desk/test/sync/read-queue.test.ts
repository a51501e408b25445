import { describe, expect, it } from 'vitest'
import { createTurns } from '../../src/platform/turns.ts'
import { wantRead, wantReadsOfInbox } from '../../src/store/reads.ts'
import { createReadQueue } from '../../src/sync/read-queue.ts'
import { setupDatabase } from '../support/database.ts'

const inFuture = (ms: number) => new Date(Date.now() + ms)

/** Reads of two merchants, those of the first wanted earlier. */
async function setupQueue() {
  const database = await setupDatabase()
  const db = database.kysely
  await database.pool.query(
    `insert into merchants (id, slug, mchid, name, serial_no, private_key_sealed, api_v3_key_sealed)
     select m, m, m, m, 'x', '', '' from unnest(array['m1', 'm2']) as m`,
  )
  for (const [n, merchantId] of ['m1', 'm1', 'm1', 'm2'].entries()) {
    const key = { merchantId, channel: 'complaints-v2', platformId: `complaint-${n}` } as const
    await wantRead(db, key, { priority: 5, now: new Date(Date.now() - 10_000 + n) })
  }
  const turns = createTurns()
  const queue = createReadQueue({ db, turns, clock: () => new Date() })
  const take = async () => {
    const taken = await queue.take()
    return typeof taken === 'object' ? taken.platformId : taken
  }
  return { db, pool: database.pool, turns, take, [Symbol.asyncDispose]: async () => await database.close() }
}

describe('the reads that are wanted', () => {
  it('go by urgency while no merchant has to wait', async () => {
    await using set = await setupQueue()
    expect([await set.take(), await set.take()]).toEqual(['complaint-0', 'complaint-1'])
  })

  it('are taken up of another merchant while it is not the turn of the most urgent', async () => {
    await using set = await setupQueue()
    set.turns.tell('m1', 'history', inFuture(60_000))
    expect(await set.take()).toBe('complaint-3')
  })

  it('say when to look again when nobody has a turn', async () => {
    await using set = await setupQueue()
    set.turns.tell('m1', 'detail', inFuture(150))
    set.turns.tell('m2', 'detail', inFuture(60_000))
    const again = await set.take()
    expect(again).toBeGreaterThan(0)
    expect(again).toBeLessThanOrEqual(150)
    await expect.poll(set.take).toBe('complaint-0')
  })

  it('are not all taken up for the one turn that a merchant has', async () => {
    await using set = await setupQueue()
    const together = [set.take(), set.take()]
    expect(await together[0]).toBe('complaint-0')
    set.turns.tell('m1', 'detail', inFuture(60_000))
    expect(await together[1]).toBe('complaint-3')
  })
})

describe('notifications that wait', () => {
  it('become reads of one merchant though another has a long row of them', async () => {
    await using set = await setupQueue()
    await set.pool.query(
      `insert into inbox (merchant_id, id, channel, notification_id, event_type, action, complaint_platform_id, platform_serial, raw_body,
         received_at, state, next_attempt_at)
       select m, 'i' || n, 'complaints-v2', 'n' || n, 'COMPLAINT.CREATE', 'CREATE_COMPLAINT', 'p' || n, 'x', '',
         now() - interval '1 hour' + n * interval '1 ms', 'pending', now() - interval '1 hour' + n * interval '1 ms'
       from (select case when n <= 600 then 'm1' else 'm2' end as m, n from generate_series(1, 601) n) made`,
    )
    const readsOf = async (merchantId: string) =>
      (await set.pool.query(`select from reads where merchant_id = $1 and priority = 0`, [merchantId])).rowCount
    await wantReadsOfInbox(set.db, new Date())
    expect([await readsOf('m1'), await readsOf('m2')]).toEqual([500, 0])
    await wantReadsOfInbox(set.db, new Date())
    expect([await readsOf('m1'), await readsOf('m2')]).toEqual([600, 1])
  })
})
