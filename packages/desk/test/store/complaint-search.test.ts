import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fillComplaints } from '../../../../bench/store/fill.mjs'
import {
  COUNTED_AT_MOST,
  type ComplaintPageQuery,
  countComplaints,
  listComplaintRows,
} from '../../src/store/complaint-pages.ts'
import { setupDatabase, type TestDatabase } from '../support/database.ts'

/** Enough for a search to go on from stretch to stretch in every way it can. */
const COUNT = 18_000

interface Known {
  readonly id: string
  readonly merchant_id: string
  readonly channel: string
  readonly channel_state: string | null
  readonly state: string
  readonly due_order: Date
  readonly complained_at: Date
  readonly updated_at: Date
  readonly search_text: string
}

let database: TestDatabase
let known: readonly Known[]
let stateOf: ReadonlyMap<string, string>
beforeAll(async () => {
  database = await setupDatabase()
  await fillComplaints(database.pool, COUNT)
  // Instants as the desk writes them, some of them shared by many; a thousand complaints that were changed at once long
  // ago; a channel that is rare.
  await database.pool.query(`
    update complaints set
      channel = case when hashtext(id) % 40 = 0 then 'rights-v16' else channel end,
      channel_state = case when hashtext(id) % 40 = 0 then case when hashtext(id) % 80 = 0 then 'MARKED' else 'PENDING' end end,
      complained_at = date_trunc(case when hashtext(id) % 5 = 0 then 'day' else 'milliseconds' end, complained_at),
      due_at = date_trunc(case when hashtext(id) % 3 = 0 then 'day' else 'milliseconds' end, due_at),
      updated_at = case when platform_id like '%0_' then timestamptz '2026-03-01'
        else date_trunc('milliseconds', updated_at) end`)
  await database.pool.query('vacuum analyze complaints')
  const { rows } = await database.pool.query<Known>(
    'select id, merchant_id, channel, channel_state, state, due_order, complained_at, updated_at, search_text from complaints',
  )
  known = rows
  stateOf = new Map(rows.map((row) => [row.id, row.state]))
})
afterAll(async () => await database.close())

/** Whether the word stands in the text; a number of four digits or more only as the end of a number. */
function stands(text: string, word: string): boolean {
  if (!/[0-9]{4}$/.test(word)) return text.includes(word)
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    if (!/[0-9]/.test(text.charAt(at + word.length))) return true
  }
  return false
}

const columns = { due: 'due_order', complainedAt: 'complained_at', updatedAt: 'updated_at' } as const

/** What a search must find, by reading every complaint. */
function expected({
  q = '',
  sort,
  state,
  channel,
  channelState,
  merchantId,
  merchantIds,
}: Omit<ComplaintPageQuery, 'limit'>): string[] {
  const words = q.toLowerCase().split(' ')
  const found = known.filter(
    (row) =>
      words.every((word) => stands(row.search_text, word)) &&
      (state === undefined || row.state === state) &&
      (channel === undefined || row.channel === channel) &&
      (channelState === undefined || row.channel_state === channelState) &&
      (merchantId === undefined || row.merchant_id === merchantId) &&
      (merchantIds?.includes(row.merchant_id) ?? true),
  )
  const column = columns[sort.replace('-', '') as keyof typeof columns]
  const sign = sort.startsWith('-') ? -1 : 1
  const order = (one: Known, other: Known) =>
    one[column].getTime() - other[column].getTime() || (one.id < other.id ? -1 : 1)
  return found.sort((one, other) => sign * order(one, other)).map((row) => row.id)
}

const common = [
  '退款',
  '耳机',
  '没有发货',
  '联系人',
  'iphone15',
  '蓝牙耳机',
  '1900000003',
  '量子纠缠',
  '月度会员',
  'shop2026',
]

/** A piece of what somebody wrote, or the end of one of the numbers. */
const piece = fc
  .tuple(fc.nat(), fc.nat(), fc.integer({ min: 2, max: 5 }), fc.boolean())
  .map(([row, at, size, number]) => {
    const text = known[row % known.length]?.search_text ?? ''
    const numbers = text.match(/[0-9]{4,}/g) ?? []
    if (number) return (numbers[at % numbers.length] ?? '').slice(-size - 2)
    const sentence = text.split('\n')[0] ?? ''
    return sentence.slice(at % (sentence.length - size)).slice(0, size)
  })

const queries = fc.record({
  words: fc.array(fc.oneof(fc.constantFrom(...common), piece), { minLength: 1, maxLength: 3 }),
  sort: fc.constantFrom('due', 'complainedAt', '-complainedAt', 'updatedAt', '-updatedAt'),
  state: fc.constantFrom(undefined, undefined, 'PENDING', 'PROCESSING', 'PROCESSED', 'NEVER_HEARD_OF'),
  channel: fc.constantFrom(undefined, undefined, undefined, 'complaints-v2', 'rights-v16'),
  merchantId: fc.constantFrom(undefined, undefined, 'bench-0003', 'bench-0017'),
  merchantIds: fc.constantFrom(undefined, undefined, [], ['bench-0003'], ['bench-0002', 'bench-0003', 'bench-0017']),
  channelState: fc.constantFrom(undefined, undefined, undefined, 'MARKED'),
  limit: fc.constantFrom(1, 7, 50, 200),
})

describe('a search', () => {
  it('finds what reading every complaint finds, page by page, in every order and under every filter', async () => {
    await fc.assert(
      fc.asyncProperty(queries, async ({ words, limit, ...filter }) => {
        const query = { ...filter, q: words.join(' ') }
        const all = expected(query)
        let cursor: string | null | undefined
        for (let from = 0; from < Math.max(all.length, 1) && from < 4 * limit; from += limit) {
          const { rows, nextCursor } = await listComplaintRows(database.kysely, {
            ...query,
            limit,
            cursor: cursor ?? undefined,
          })
          expect(rows.map((row) => row.id)).toEqual(all.slice(from, from + limit))
          expect(nextCursor === null).toBe(from + limit >= all.length)
          cursor = nextCursor
        }
      }),
      { numRuns: 150 },
    )
  })

  it('counts by state what it finds, first what is due first, and not beyond its bound', async () => {
    await fc.assert(
      fc.asyncProperty(queries, async ({ words, channel, merchantId, merchantIds }) => {
        const filter = { q: words.join(' '), channel, merchantId, merchantIds }
        const states = expected({ ...filter, sort: 'due' })
          .slice(0, COUNTED_AT_MOST)
          .map((id) => stateOf.get(id) ?? '')
        const counts = new Map<string, number>()
        for (const state of states) counts.set(state, (counts.get(state) ?? 0) + 1)
        expect(await countComplaints(database.kysely, filter)).toEqual(counts)
      }),
      { numRuns: 50 },
    )
  })
})
