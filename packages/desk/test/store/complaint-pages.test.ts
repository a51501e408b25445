import { describe, expect, it } from 'vitest'
import {
  COUNTED_AT_MOST,
  type ComplaintPageQuery,
  countComplaints,
  findComplaintReference,
  listComplaintRows,
} from '../../src/store/complaint-pages.ts'
import { setupDatabase, type TestDatabase } from '../support/database.ts'

const words = [
  '咖啡没有送到',
  '申请退款',
  '衣服破了',
  '充电宝已经归还',
  '会员没有到账',
  '多扣了一次钱',
  '商品与描述不符',
]

/** Complaints straight into the store: one in ten is open, spread over three merchants. */
async function fill(database: TestDatabase, count: number): Promise<void> {
  await database.pool.query(
    `insert into merchants (id, slug, mchid, name, serial_no, private_key_sealed, api_v3_key_sealed)
     select 'm' || n, 'm' || n, '190000000' || n, 'm' || n, 'x', '', '' from generate_series(0, 2) n`,
  )
  await database.pool.query(
    `insert into complaints (merchant_id, id, channel, platform_id, mchid, state, detail, problem_description,
       complained_at, complaint_times, awaiting_reply, fully_refunded, user_tags, need_immediate_service,
       in_platform_service, agent_mode, episodes, deadlines, duty, due_at, search_text, raw, read_at, updated_at, created_at)
     select 'm' || n % 3, 'c' || lpad(n::text, 9, '0'), 'complaints-v2', '2000000202603' || lpad(n::text, 14, '0'),
       '1900000000', case when n % 10 > 0 then 'PROCESSED' when n % 20 = 0 then 'PENDING' else 'PROCESSING' end, w, '',
       at, 1, false, false, '{}', false, false, false, '[]', '[]', case when n % 10 = 0 then 'settlement' end,
       case when n % 10 = 0 then at + interval '72 hours' end, w || E'\\n2000000202603' || lpad(n::text, 14, '0'), '{}', at, at, at
     from (select n, ($1::text[])[1 + n % 7] || n as w, timestamptz '2026-01-01' + n * interval '1 minute' as at
           from generate_series(1, $2) n) rows`,
    [words, count],
  )
  await database.pool.query('analyze complaints')
}

const page = async (database: TestDatabase, query: Partial<ComplaintPageQuery>) =>
  await listComplaintRows(database.kysely, { sort: 'due', limit: 50, ...query })

describe('pages over many complaints', () => {
  it('find what holds every word, also of two characters, and count it', async () => {
    await using database = await setupDatabase()
    await fill(database, 3_000)
    const found = await page(database, { q: '退款' })
    expect(found.rows).toHaveLength(50)
    expect(found.rows.every((row) => row.detail.includes('退款'))).toBe(true)
    expect((await page(database, { q: '咖啡 送到', state: 'PENDING' })).rows.length).toBeGreaterThan(10)
    expect((await page(database, { q: '咖送' })).rows).toEqual([])
    expect((await page(database, { q: '款' })).rows).toHaveLength(50)
    expect((await page(database, { q: '200000020260300000000000123' })).rows.map((row) => row.id)).toEqual([
      'c000000123',
    ])
    expect((await findComplaintReference(database.kysely, '200000020260300000000000123'))?.id).toBe('c000000123')
    expect((await page(database, { q: '1234' })).rows.map((row) => row.id)).toEqual(['c000001234'])
    expect((await page(database, { q: '2000000202603' })).rows).toEqual([])
    const counted = async (q: string) =>
      [...(await countComplaints(database.kysely, { q })).values()].reduce((sum, count) => sum + count, 0)
    expect(await counted('1234')).toBe(1)
    expect(await counted('退款')).toBe(COUNTED_AT_MOST)
  })

  it('keep their counts through every change', async () => {
    await using database = await setupDatabase()
    await fill(database, 600)
    const counts = async (merchantId?: string) =>
      Object.fromEntries(await countComplaints(database.kysely, { merchantId }))
    expect(await counts()).toEqual({ PENDING: 30, PROCESSING: 30, PROCESSED: 540 })
    const truth = await database.pool.query(
      `select state, count(*) from complaints where merchant_id = 'm1' group by 1`,
    )
    expect(await counts('m1')).toEqual(Object.fromEntries(truth.rows.map((row) => [row.state, Number(row.count)])))
    const change = async (state: string, id: string) =>
      await database.pool.query('update complaints set state = $1 where id = $2', [state, id])
    await Promise.all([change('PROCESSED', 'c000000020'), change('PENDING', 'c000000001'), change('NEW', 'c000000002')])
    await database.pool.query(`delete from complaints where id = 'c000000010'`)
    expect(await counts()).toEqual({ PENDING: 30, PROCESSING: 29, PROCESSED: 539, NEW: 1 })
  })

  it('show and count the complaints of some merchants, of one, and of none', async () => {
    await using database = await setupDatabase()
    await fill(database, 600)
    const shown = async (query: Partial<ComplaintPageQuery>) => {
      const { rows } = await page(database, { limit: 200, state: 'PROCESSED', ...query })
      const counts = await countComplaints(database.kysely, query)
      return [[...new Set(rows.map((row) => row.merchant_id))].sort(), counts.get('PROCESSED') ?? 0]
    }
    expect(await shown({ merchantIds: ['m0', 'm2'] })).toEqual([['m0', 'm2'], 360])
    expect(await shown({ merchantIds: ['m1'] })).toEqual([['m1'], 180])
    expect(await shown({ merchantIds: [] })).toEqual([[], 0])
    expect(await shown({ merchantIds: ['m0', 'm2'], merchantId: 'm2' })).toEqual([['m2'], 180])
    expect(await shown({ merchantIds: ['m0', 'm2'], merchantId: 'm1' })).toEqual([[], 0])
    const found = await shown({ merchantIds: ['m0', 'm2'], q: '退款' })
    expect(found).toEqual([['m0', 'm2'], expect.any(Number)])
  })

  it('walk to the end without a gap or a repeat, at any depth', async () => {
    await using database = await setupDatabase()
    await fill(database, 700)
    const seen: string[] = []
    let cursor: string | null | undefined
    while (cursor !== null) {
      const { rows, nextCursor } = await page(database, { limit: 97, cursor })
      seen.push(...rows.map((row) => row.id))
      cursor = nextCursor
    }
    expect(seen).toHaveLength(700)
    expect(new Set(seen).size).toBe(700)
  })
})
