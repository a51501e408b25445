import { type SelectQueryBuilder, sql } from 'kysely'
import type { Channel } from '../schema/complaints.ts'
import type { Database } from '../schema/database.ts'
import { endingPattern, wordsOf } from './words.ts'

export interface ComplaintFilter {
  readonly channel?: Channel | undefined
  readonly merchantId?: string | undefined
  /** Only of these; none of them means no complaint. */
  readonly merchantIds?: readonly string[] | undefined
  readonly q?: string | undefined
}

type MerchantFilter = Pick<ComplaintFilter, 'merchantId' | 'merchantIds'>

/** Whose complaints are wanted; undefined for everybody's. */
export function merchantsOf({ merchantId, merchantIds }: MerchantFilter): readonly string[] | undefined {
  if (merchantId === undefined) return merchantIds
  return merchantIds === undefined || merchantIds.includes(merchantId) ? [merchantId] : []
}

/** An equality where it can be one: that alone lets the planner walk the merchant's index in its order. */
export const ofMerchants = (ids: readonly string[]) =>
  ids.length === 1 ? sql<boolean>`merchant_id = ${ids[0]}` : sql<boolean>`merchant_id = any(${[...ids]}::text[])`

const standsThere = (word: string) => {
  const pattern = endingPattern(word)
  return pattern === null ? sql<boolean>`strpos(search_text, ${word}) <> 0` : sql<boolean>`search_text ~ ${pattern}`
}

/** Finds by reading, in whatever order the query has: for words that no index knows. */
export function filtered<Selection>(
  query: SelectQueryBuilder<Database, 'complaints', Selection>,
  { channel, q, ...merchants }: ComplaintFilter,
): SelectQueryBuilder<Database, 'complaints', Selection> {
  let result = query
  if (channel !== undefined) result = result.where('channel', '=', channel)
  const ids = merchantsOf(merchants)
  if (ids !== undefined) result = result.where(ofMerchants(ids))
  for (const word of wordsOf(q)) result = result.where(standsThere(word))
  return result
}
