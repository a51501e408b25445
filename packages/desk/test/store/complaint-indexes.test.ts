import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fillComplaints } from '../../../../bench/store/fill.mjs'
import { type ComplaintPageQuery, complaintPageRows, listComplaintRows } from '../../src/store/complaint-pages.ts'
import { setupDatabase, type TestDatabase } from '../support/database.ts'

const COUNT = 50_000
let database: TestDatabase
beforeAll(async () => {
  database = await setupDatabase()
  await fillComplaints(database.pool, COUNT)
})
afterAll(async () => await database.close())

async function planOf(query: Partial<ComplaintPageQuery>): Promise<string> {
  const rows = await complaintPageRows(database.kysely, { sort: 'due', limit: 50, ...query }).explain()
  return rows.map((row) => row['QUERY PLAN']).join('\n')
}

async function someComplaint() {
  const { rows } = await database.pool.query<Record<'platform_id' | 'transaction_id' | 'phone' | 'name', string>>(
    `select platform_id, transaction_id, right(payer_phone_masked, 4) as phone, substring(detail from '联系人(...)') as name
     from complaints where platform_id like '%2345'`,
  )
  const [row] = rows
  if (!row) throw new Error('nothing was filled in')
  return row
}

describe(`lists over ${COUNT} complaints`, () => {
  it.each<[string, string, Partial<ComplaintPageQuery>]>([
    ['all by due', 'complaints_by_due', {}],
    ['pending by due', 'complaints_by_state_due', { state: 'PENDING' }],
    ['processed by due', 'complaints_by_state_due', { state: 'PROCESSED' }],
    ['newest first', 'complaints_by_complained', { sort: '-complainedAt' }],
    ['last changed first', 'complaints_by_updated', { sort: '-updatedAt' }],
    ['one merchant', 'complaints_of_merchant', { merchantId: 'bench-0003' }],
  ])('walk an index in its order and sort nothing: %s', async (_name, index, query) => {
    const plan = await planOf(query)
    expect(plan).toContain(`using ${index}`)
    expect(plan).not.toMatch(/Seq Scan on complaints|Sort/)
  })

  it('begin a next page where the one before ended, without reading what lies between', async () => {
    const { nextCursor } = await listComplaintRows(database.kysely, { sort: 'due', limit: 50 })
    const plan = await planOf({ cursor: nextCursor ?? '' })
    expect(plan).toMatch(/Index Cond: \(ROW\(due_order, id\) > ROW/)
    expect(plan).not.toMatch(/Seq Scan on complaints|Sort/)
  })

  it('find ids, order numbers, the end of a phone number and a rare name by the index of terms', async () => {
    const { platform_id, transaction_id, phone, name } = await someComplaint()
    for (const q of [platform_id, transaction_id, phone, name]) {
      expect(await planOf({ q })).toContain('complaints_by_terms')
      const { rows } = await listComplaintRows(database.kysely, { sort: 'due', limit: 50, q })
      expect(rows.map((row) => row.platform_id)).toContain(platform_id)
    }
  })

  it('never read the whole table for a word of two characters, common or unknown', async () => {
    for (const q of ['退款', '耳机', '龘龘']) expect(await planOf({ q })).not.toContain('Seq Scan on complaints')
  })

  it('do read the whole table where no index helps, which is what these checks would notice', async () => {
    await database.pool.query('drop index complaints_by_terms; drop index complaints_by_due')
    expect(await planOf({ q: '龘龘' })).toContain('Seq Scan on complaints')
  })
})
