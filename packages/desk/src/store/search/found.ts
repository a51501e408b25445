import { type Kysely, type Selectable, type SelectQueryBuilder, sql } from 'kysely'
import type { ComplaintsTable } from '../schema/complaints.ts'
import type { Database } from '../schema/database.ts'
import { type ComplaintFilter, merchantsOf } from './filter.ts'
import { endingPattern, wordsOf } from './words.ts'

export interface Search extends ComplaintFilter {
  readonly state?: string | undefined
  readonly channelState?: string | undefined
  readonly column: 'due_order' | 'complained_at' | 'updated_at'
  readonly direction: 'asc' | 'desc'
  /** The key that the page before ended with. */
  readonly after?: { readonly value: string; readonly id: string } | undefined
}

/**
 * The first `wanted` complaints that a search finds in its order, at about the same cost whether its words stand in
 * every fourth complaint or in one: the function of the database chooses how to look for them, see
 * migrations/0011_search_places.ts. One word of it at least must be in the index of terms.
 */
function foundKeys(search: Search, wanted: number) {
  const { q, channel, state, channelState, column, direction, after, ...merchants } = search
  const words = wordsOf(q)
  const ids = merchantsOf(merchants)
  return sql<{ key_merchant: string; key_id: string; key_state: string }>`redress_search(
    ${words}::text[], ${words.map(endingPattern)}::text[], ${ids === undefined ? null : [...ids]}::text[],
    ${channel ?? null}, ${state ?? null}, ${channelState ?? null}, ${column}, ${direction === 'desc'}, ${after?.value ?? null}::timestamptz, ${after?.id ?? null}, ${wanted})`
}

/** Complaints of {@link foundKeys}, in its order. */
export function foundComplaints(
  db: Kysely<Database>,
  search: Search,
  wanted: number,
): SelectQueryBuilder<Database, 'complaints', object> {
  const rows = sql<Selectable<ComplaintsTable>>`(
    select complaints.* from ${foundKeys(search, wanted)} join complaints on merchant_id = key_merchant and id = key_id)`
  const query = db.selectFrom(rows.as('complaints')) as SelectQueryBuilder<Database, 'complaints', object>
  return query.orderBy(search.column, search.direction).orderBy('id', search.direction)
}

/** The states of {@link foundKeys}. */
export const foundStates = (db: Kysely<Database>, search: Search, wanted: number) =>
  db.selectFrom(foundKeys(search, wanted).as('found')).select('key_state as state')
