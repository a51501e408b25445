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
})

/**
 * What the database did for one page: the plan of every statement, those inside its functions too, and how many
 * complaints it read.
 */
async function workOf(query: Partial<ComplaintPageQuery>): Promise<{ plans: string; rowsRead: number }> {
  const { sql, parameters } = complaintPageRows(database.kysely, { sort: 'due', limit: 50, ...query }).compile()
  const client = await database.pool.connect()
  try {
    const plans: string[] = []
    client.on('notice', ({ message }) => plans.push(message ?? ''))
    await client.query(`load 'auto_explain'; set auto_explain.log_min_duration = 0;
      set auto_explain.log_nested_statements = on; set client_min_messages = log; begin`)
    await client.query(sql, [...parameters])
    const { rows } = await client.query<{ fetched: number }>(
      `select idx_tup_fetch as fetched from pg_stat_xact_user_tables where relname = 'complaints'`,
    )
    return { plans: plans.join('\n'), rowsRead: rows[0]?.fetched ?? 0 }
  } finally {
    // Its settings end with it.
    client.release(true)
  }
}

/** A page is 51 rows; an order is measured 500 rows at a time, and so many may be fetched beyond what is shown. */
const READ_AT_MOST = 3_000

describe(`searches over ${COUNT} complaints`, () => {
  it('find ids, order numbers, the end of a phone number and a name', async () => {
    const { platform_id, transaction_id, phone, name } = await someComplaint()
    for (const q of [platform_id, transaction_id, phone, name]) {
      const { rows } = await listComplaintRows(database.kysely, { sort: 'due', limit: 50, q })
      expect(rows.map((row) => row.platform_id)).toContain(platform_id)
    }
  })

  it.each<[string, Partial<ComplaintPageQuery>]>([
    ['in every fourth complaint', { q: '退款' }],
    ['in every fourth complaint, newest first', { q: '退款', sort: '-complainedAt' }],
    ['in every fourth complaint, pending', { q: '退款', state: 'PENDING' }],
    [
      'in every fourth complaint, processed, of one merchant',
      { q: '退款', state: 'PROCESSED', merchantId: 'bench-0003' },
    ],
    ['in every fourth complaint, last changed first', { q: '退款', sort: '-updatedAt' }],
    ['in every thirtieth', { q: '耳机' }],
    ['in every thirtieth, oldest first', { q: '耳机', sort: 'complainedAt' }],
    ['two in every five hundredth', { q: '蓝牙耳机 没有发货' }],
    ['the last four digits of a phone', { q: '2345' }],
    ['the number of a merchant, in every twentieth', { q: '1900000003' }],
    ['a name', { q: '宁安' }],
    ['one that nobody wrote', { q: '龘龘' }],
  ])('read by the indexes of the search, and a small part of all: %s', async (_name, query) => {
    const { plans, rowsRead } = await workOf(query)
    expect(plans).toMatch(/Bitmap Index Scan on complaints_(open|settled)_by_search/)
    expect(plans).not.toMatch(/Seq Scan on complaints|Gather/)
    expect(rowsRead).toBeLessThan(READ_AT_MOST)
  })

  it('read every complaint where no index helps, which is what these checks would notice', async () => {
    await database.pool.query('drop index complaints_open_by_search, complaints_settled_by_search')
    const { plans, rowsRead } = await workOf({ q: '龘龘' })
    expect(plans).not.toContain('by_search')
    expect(rowsRead).toBeGreaterThanOrEqual(COUNT)
  })
})
