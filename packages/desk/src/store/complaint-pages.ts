import { type Kysely, type Selectable, type SelectQueryBuilder, sql } from 'kysely'
import { decodeCursor, encodeCursor } from './cursor.ts'
import type { Channel, ComplaintsTable } from './schema/complaints.ts'
import type { Database } from './schema/database.ts'

export type ComplaintSort = 'due' | 'complainedAt' | '-complainedAt' | 'updatedAt' | '-updatedAt'

export interface ComplaintFilter {
  readonly channel?: Channel | undefined
  readonly merchantId?: string | undefined
  readonly q?: string | undefined
}

export interface ComplaintPageQuery extends ComplaintFilter {
  readonly state?: string | undefined
  readonly sort: ComplaintSort
  readonly limit: number
  readonly cursor?: string | undefined
}

export type ComplaintRow = Omit<
  Selectable<ComplaintsTable>,
  'raw' | 'payer_phone_sealed' | 'search_text' | 'next_stage_at' | 'next_read_at'
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

const likePattern = (text: string): string => `%${text.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`

function filtered<Selection>(
  query: SelectQueryBuilder<Database, 'complaints', Selection>,
  { channel, merchantId, q }: ComplaintFilter,
): SelectQueryBuilder<Database, 'complaints', Selection> {
  let result = query
  if (channel !== undefined) result = result.where('channel', '=', channel)
  if (merchantId !== undefined) result = result.where('merchant_id', '=', merchantId)
  for (const word of (q ?? '').split(/\s+/).filter((text) => text !== '')) {
    result = result.where('search_text', 'like', likePattern(word))
  }
  return result
}

const pendingActions = sql<number>`(
  select count(*)::int from actions
  where actions.merchant_id = complaints.merchant_id and actions.complaint_id = complaints.id
    and actions.state in ('queued', 'sending', 'sent', 'parked')
)`.as('pending_actions')

/**
 * One page of complaints. Every word of `q` must be found, in any order.
 * @throws {DeskError} `CURSOR_INVALID`
 */
export async function listComplaintRows(
  db: Kysely<Database>,
  { state, sort, limit, cursor, ...filter }: ComplaintPageQuery,
): Promise<{ readonly rows: ComplaintRow[]; readonly nextCursor: string | null }> {
  const { column, direction } = orders[sort]
  let query = filtered(db.selectFrom('complaints'), filter)
    .select(columns)
    .select(pendingActions)
    .orderBy(column, direction)
    .orderBy('id', direction)
    .limit(limit + 1)
  if (state !== undefined) query = query.where('state', '=', state)
  if (cursor !== undefined) {
    const after = decodeCursor(cursor)
    const compare = sql.raw(direction === 'asc' ? '>' : '<')
    query = query.where(sql<boolean>`(${sql.ref(column)}, id) ${compare} (${after.value}::timestamptz, ${after.id})`)
  }
  const rows = await query.execute()
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const more = rows.length > limit && last !== undefined
  return { rows: page, nextCursor: more ? encodeCursor({ value: last[column].toISOString(), id: last.id }) : null }
}

/** How many complaints there are by state, under the same filters but the state. */
export async function countComplaints(db: Kysely<Database>, filter: ComplaintFilter): Promise<Map<string, number>> {
  const rows = await filtered(db.selectFrom('complaints'), filter)
    .select(['state', sql<number>`count(*)::int`.as('count')])
    .groupBy('state')
    .execute()
  return new Map(rows.map((row) => [row.state, row.count]))
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
