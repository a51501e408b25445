import { type SelectQueryBuilder, sql } from 'kysely'
import type { Channel } from '../schema/complaints.ts'
import type { Database } from '../schema/database.ts'
import { endingPattern, wordsOf } from './words.ts'

export interface ComplaintFilter {
  readonly channel?: Channel | undefined
  readonly merchantId?: string | undefined
  readonly q?: string | undefined
}

const standsThere = (word: string) => {
  const pattern = endingPattern(word)
  return pattern === null ? sql<boolean>`strpos(search_text, ${word}) <> 0` : sql<boolean>`search_text ~ ${pattern}`
}

/** Finds by reading, in whatever order the query has: for words that no index knows. */
export function filtered<Selection>(
  query: SelectQueryBuilder<Database, 'complaints', Selection>,
  { channel, merchantId, q }: ComplaintFilter,
): SelectQueryBuilder<Database, 'complaints', Selection> {
  let result = query
  if (channel !== undefined) result = result.where('channel', '=', channel)
  if (merchantId !== undefined) result = result.where('merchant_id', '=', merchantId)
  for (const word of wordsOf(q)) result = result.where(standsThere(word))
  return result
}
