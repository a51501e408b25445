import { type Kysely, type Selectable, type SelectQueryBuilder, sql } from 'kysely'
import { decodeCursor, encodeCursor } from './cursor.ts'
import type { ComplaintsTable } from './schema/complaints.ts'
import type { Database } from './schema/database.ts'
import { type ComplaintFilter, filtered, merchantsOf, ofMerchants } from './search/filter.ts'
import { foundComplaints, foundStates } from './search/found.ts'
import { isIndexed, wordsOf } from './search/words.ts'

export type ComplaintSort = 'due' | 'complainedAt' | '-complainedAt' | 'updatedAt' | '-updatedAt'

export interface ComplaintPageQuery extends ComplaintFilter {
  readonly state?: string | undefined
  readonly channelState?: string | undefined
  readonly sort: ComplaintSort
  readonly limit: number
  readonly cursor?: string | undefined
}

export type ComplaintRow = Omit<
  Selectable<ComplaintsTable>,
  'raw' | 'payer_phone_sealed' | 'search_text' | 'search_terms' | 'next_stage_at' | 'next_read_at'
> & {
  readonly pending_actions: number
}

const columns = [
  'merchant_id',
  'id',
  'channel',
  'platform_id',
  'mchid',
  'state',
  'channel_state',
  'payer_open_id',
  'detail',
  'problem_type',
  'problem_description',
  'complained_at',
  'complaint_times',
  'awaiting_reply',
  'fully_refunded',
  'transaction_id',
  'out_trade_no',
  'order_amount',
  'apply_refund_amount',
  'user_tags',
  'payer_phone_masked',
  'need_immediate_service',
  'in_platform_service',
  'agent_mode',
  'episodes',
  'deadlines',
  'duty',
  'due_at',
  'due_order',
  'read_at',
  'updated_at',
  'created_at',
] as const

const orders = {
  due: { column: 'due_order', direction: 'asc' },
  complainedAt: { column: 'complained_at', direction: 'asc' },
  '-complainedAt': { column: 'complained_at', direction: 'desc' },
  updatedAt: { column: 'updated_at', direction: 'asc' },
  '-updatedAt': { column: 'updated_at', direction: 'desc' },
} as const

const pendingActions = sql<number>`(
  select count(*)::int from actions
  where actions.merchant_id = complaints.merchant_id and actions.complaint_id = complaints.id
    and actions.state in ('queued', 'sending', 'sent', 'parked')
)`.as('pending_actions')

/** The rows of a page and one more, which tells whether another page follows. @throws {DeskError} `CURSOR_INVALID` */
export function complaintPageRows(
  db: Kysely<Database>,
  query: ComplaintPageQuery,
): SelectQueryBuilder<Database, 'complaints', ComplaintRow> {
  const rows = isIndexed(query.q) ? searchedRows(db, query) : listedRows(db, query)
  return rows.select(columns).select(pendingActions)
}

function searchedRows(db: Kysely<Database>, { sort, limit, cursor, ...filter }: ComplaintPageQuery) {
  const after = cursor === undefined ? undefined : decodeCursor(cursor)
  return foundComplaints(db, { ...filter, ...orders[sort], after }, limit + 1)
}

/** Reads along an index that has the order. */
function listedRows(db: Kysely<Database>, { state, channelState, sort, limit, cursor, ...filter }: ComplaintPageQuery) {
  const { column, direction } = orders[sort]
  let query = filtered(db.selectFrom('complaints'), filter)
  if (channelState !== undefined) {
    // Only one channel has such states, and an index of its own.
    query = query.where('channel', '=', 'rights-v16').where('channel_state', '=', channelState)
  }
  if (state !== undefined) {
    query = query.where('state', '>=', state).where('state', '<=', state)
    // What owes nothing is due last. A range of one state and its place in the order leave only the indexes that begin
    // with the state; with an equality the planner may walk past everything that is open first.
    if (sort === 'due') query = query.orderBy('state')
  }
  if (cursor !== undefined) {
    const after = decodeCursor(cursor)
    const compare = sql.raw(direction === 'asc' ? '>' : '<')
    query =
      sort === 'due' && state !== undefined
        ? query.where(sql<boolean>`(state, due_order, id) > (${state}, ${after.value}::timestamptz, ${after.id})`)
        : query.where(sql<boolean>`(${sql.ref(column)}, id) ${compare} (${after.value}::timestamptz, ${after.id})`)
  }
  return query
    .orderBy(column, direction)
    .orderBy('id', direction)
    .limit(limit + 1)
}

/**
 * One page of complaints. Every word of `q` must be found, in any order; digits at the end of a word, when there are
 * four or more, must be the end of a number.
 * @throws {DeskError} `CURSOR_INVALID`
 */
export async function listComplaintRows(
  db: Kysely<Database>,
  query: ComplaintPageQuery,
): Promise<{ readonly rows: ComplaintRow[]; readonly nextCursor: string | null }> {
  const { limit, sort } = query
  const rows = await complaintPageRows(db, query).execute()
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const more = rows.length > limit && last !== undefined
  const value = last?.[orders[sort].column]
  return { rows: page, nextCursor: more && value ? encodeCursor({ value: value.toISOString(), id: last.id }) : null }
}

/** A search that finds more is not counted to its end: what is due first is. */
export const COUNTED_AT_MOST = 100

/**
 * How many complaints there are by state, under the same filters but the state.
 * @param atMost Of a search: how many are counted.
 */
export async function countComplaints(
  db: Kysely<Database>,
  filter: ComplaintFilter,
  atMost = COUNTED_AT_MOST,
): Promise<Map<string, number>> {
  const rows = wordsOf(filter.q).length === 0 ? await countAll(db, filter) : await countFound(db, filter, atMost)
  return new Map(rows.map((row) => [row.state, row.count]))
}

type StateCount = { readonly state: string; readonly count: number }

async function countAll(db: Kysely<Database>, { channel, ...merchants }: ComplaintFilter): Promise<StateCount[]> {
  let query = db.selectFrom('complaint_counts').select(['state', sql<number>`sum(count)::bigint`.as('count')])
  if (channel !== undefined) query = query.where('channel', '=', channel)
  const ids = merchantsOf(merchants)
  if (ids !== undefined) query = query.where(ofMerchants(ids))
  return await query.groupBy('state').execute()
}

async function countFound(db: Kysely<Database>, filter: ComplaintFilter, atMost: number): Promise<StateCount[]> {
  const found = isIndexed(filter.q)
    ? foundStates(db, { ...filter, ...orders.due }, atMost)
    : filtered(db.selectFrom('complaints'), filter).select('state').limit(atMost)
  return await db
    .selectFrom(found.as('found'))
    .select(['state', sql<number>`count(*)`.as('count')])
    .groupBy('state')
    .execute()
}

export async function findComplaintRow(db: Kysely<Database>, id: string): Promise<ComplaintRow | undefined> {
  return await db
    .selectFrom('complaints')
    .select(columns)
    .select(pendingActions)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** By our id, or by the platform's when only one merchant has it. */
export async function findComplaintReference(
  db: Kysely<Database>,
  reference: string,
): Promise<ComplaintRow | undefined> {
  const rows = await db
    .selectFrom('complaints')
    .select(columns)
    .select(pendingActions)
    .where((is) => is.or([is('id', '=', reference), is('platform_id', '=', reference)]))
    .limit(2)
    .execute()
  return rows.length === 1 ? rows[0] : undefined
}
