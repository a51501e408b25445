import { type Kysely, sql } from 'kysely'
import { INBOX_CHANNEL, wakeWorkers } from '../store/notify.ts'
import type { Database } from '../store/schema/database.ts'

/**
 * Opens every parked notification again, but those of removed merchants and accounts, which nobody could apply. Applying reads the
 * complaint anew, so doing it twice changes nothing.
 * @returns ids of ours, the oldest first
 */
export async function replayParked(db: Kysely<Database>, now: Date): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update inbox set state = 'pending', next_attempt_at = ${now}, attempts = 0, problem_code = null
    where state = 'parked' and merchant_id in (
      select id from merchants where removed_at is null
      union all select id from official_accounts where removed_at is null
    )
    returning id`.execute(db)
  if (rows.length > 0) await wakeWorkers(db, INBOX_CHANNEL)
  return rows.map(({ id }) => id).toSorted()
}
