import { type Kysely, sql } from 'kysely'
import type { Database } from '../store/schema/database.ts'

export interface InboxBacklog {
  readonly pending: number
  readonly parked: number
  /** Age of the oldest notification not applied yet, seconds; 0 when there is none. */
  readonly oldestPendingSeconds: number
}

export async function readInboxBacklog(db: Kysely<Database>, now: Date): Promise<InboxBacklog> {
  const { rows } = await sql<{ pending: number; parked: number; oldest: Date | null }>`
    select count(*) filter (where state = 'pending') as pending,
           count(*) filter (where state = 'parked') as parked,
           min(received_at) filter (where state = 'pending') as oldest
    from inbox where state <> 'applied'`.execute(db)
  const { pending = 0, parked = 0, oldest = null } = rows[0] ?? {}
  const age = oldest === null ? 0 : Math.max(0, (now.getTime() - oldest.getTime()) / 1000)
  return { pending, parked, oldestPendingSeconds: age }
}
