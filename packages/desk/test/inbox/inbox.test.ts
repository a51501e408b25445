import { createSecretKey, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { findInboxEntry, insertNotices, listInbox, type Notice, readInboxBacklog } from '../../src/inbox/index.ts'
import { addMerchant } from '../../src/merchants/add-merchant.ts'
import { setupDatabase } from '../support/database.ts'
import { createFakePlatform } from '../support/platform.ts'

const platform = createFakePlatform()

async function setup() {
  const database = await setupDatabase()
  const masterKey = createSecretKey(randomBytes(32))
  const merchantId = await addMerchant(database.kysely, masterKey, platform.merchant('main-shop', '1900000001'))
  const notice = (number: number, change: Partial<Notice> = {}): Notice => ({
    merchantId,
    id: `id-${String(number).padStart(6, '0')}`,
    channel: 'complaints-v2',
    notificationId: `EV-${number}`,
    eventType: 'COMPLAINT.CREATE',
    action: 'CREATE_COMPLAINT',
    complaintPlatformId: `2002018202002010800${number}`,
    platformSerial: platform.publicKeyId,
    rawBody: Buffer.from([0, 255, number & 255]),
    receivedAt: new Date('2026-01-02T03:04:05.678Z'),
    ...change,
  })
  return { database, notice, [Symbol.asyncDispose]: async () => await database.close() }
}

describe('the inbox', () => {
  it('takes a batch at once and says how many were new', async () => {
    await using inbox = await setup()
    const { database, notice } = inbox
    expect(await insertNotices(database.pool, [notice(1), notice(2), notice(2, { id: 'again' })])).toBe(2)
    expect(await insertNotices(database.pool, [notice(2, { id: 'later' }), notice(3)])).toBe(1)
  })

  it('keeps the first version of a notification that comes again, bytes and all', async () => {
    await using inbox = await setup()
    const { database, notice } = inbox
    await insertNotices(database.pool, [notice(7)])
    await insertNotices(database.pool, [notice(7, { id: 'second', rawBody: Buffer.from('other'), action: 'OTHER' })])
    const rows = await database.kysely.selectFrom('inbox').select(['id', 'raw_body', 'action']).execute()
    expect(rows).toEqual([{ id: 'id-000007', raw_body: Buffer.from([0, 255, 7]), action: 'CREATE_COMPLAINT' }])
  })

  it('takes the same notices from several processes in any order without waiting for ever', async () => {
    await using inbox = await setup()
    const { database, notice } = inbox
    const numbers = Array.from({ length: 200 }, (_, number) => number)
    const batches = Array.from({ length: 6 }, (_, writer) =>
      numbers.map((number) => notice(number, { id: `${writer}-${number}` })),
    )
    const counts = await Promise.all(
      batches.map((batch, writer) => insertNotices(database.pool, writer % 2 === 0 ? batch : batch.reverse())),
    )
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(200)
  })

  it('is listed newest first, by state, merchant and number', async () => {
    await using inbox = await setup()
    const { database, notice } = inbox
    await insertNotices(database.pool, [notice(1), notice(2), notice(3)])
    const update = database.kysely.updateTable('inbox').set({ state: 'applied' }).where('notification_id', '=', 'EV-2')
    await update.execute()
    const ids = async (query: Parameters<typeof listInbox>[1]): Promise<string[]> =>
      (await listInbox(database.kysely, query)).map((entry) => entry.notificationId)
    expect(await ids({ limit: 10 })).toEqual(['EV-3', 'EV-2', 'EV-1'])
    expect(await ids({ limit: 1 })).toEqual(['EV-3'])
    expect(await ids({ limit: 10, state: 'pending' })).toEqual(['EV-3', 'EV-1'])
    expect(await ids({ limit: 10, merchant: '1900000001' })).toHaveLength(3)
    expect(await ids({ limit: 10, merchant: 'nobody' })).toEqual([])
  })

  it('shows one notification under our id and under the platform’s, without its body', async () => {
    await using inbox = await setup()
    const { database, notice } = inbox
    await insertNotices(database.pool, [notice(1)])
    const entry = await findInboxEntry(database.kysely, 'EV-1')
    expect(entry).toMatchObject({ id: 'id-000001', merchant: 'main-shop', receivedAt: '2026-01-02T03:04:05.678Z' })
    expect(await findInboxEntry(database.kysely, 'id-000001')).toEqual(entry)
    expect(Object.keys(entry ?? {})).not.toContain('rawBody')
    expect(await findInboxEntry(database.kysely, 'EV-9')).toBeUndefined()
  })

  it('knows how much waits and for how long', async () => {
    await using inbox = await setup()
    const { database, notice } = inbox
    const now = new Date('2026-01-02T03:05:05.678Z')
    expect(await readInboxBacklog(database.kysely, now)).toEqual({ pending: 0, parked: 0, oldestPendingSeconds: 0 })
    await insertNotices(database.pool, [notice(1), notice(2), notice(3)])
    await database.kysely.updateTable('inbox').set({ state: 'parked' }).where('notification_id', '=', 'EV-2').execute()
    expect(await readInboxBacklog(database.kysely, now)).toEqual({ pending: 2, parked: 1, oldestPendingSeconds: 60 })
  })
})
