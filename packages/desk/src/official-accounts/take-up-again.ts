import { type Kysely, sql } from 'kysely'
import { READ_PRIORITY } from '../store/reads.ts'
import type { Database } from '../store/schema/database.ts'
import { REMOVED } from './remove-account.ts'

/** Longer than a process goes on with the settings it knew, even when the word about the change is lost. */
const HEARD_AFTER_SECONDS = 20

/**
 * Has open tickets made anew out of their facts, once every process knows the account as it is now: deadlines, held
 * notices and reminders follow from its settings.
 */
export async function makeTicketsAnew(db: Kysely<Database>, accountId: string): Promise<void> {
  await sql`
    insert into reads (merchant_id, channel, platform_id, priority, wanted_at, first_wanted_at, next_attempt_at)
    select merchant_id, channel, platform_id, ${READ_PRIORITY.sweep}::smallint, at, at, at
    from complaints, (select clock_timestamp() + make_interval(secs => ${HEARD_AFTER_SECONDS}) as at) heard
    where merchant_id = ${accountId} and channel = 'rights-v16' and channel_state is distinct from 'CLOSED'
    order by 1, 2, 3
    on conflict (merchant_id, channel, platform_id) do update set
      wanted_at = greatest(reads.wanted_at, excluded.wanted_at), next_attempt_at = excluded.next_attempt_at`.execute(db)
}

/** An account that was removed comes back: what its removal left undone goes on. Nobody else would send it again. */
export async function takeUpAgain(db: Kysely<Database>, accountId: string): Promise<void> {
  const later = sql<Date>`clock_timestamp() + make_interval(secs => ${HEARD_AFTER_SECONDS})`
  await db
    .updateTable('inbox')
    .set({ state: 'pending', problem_code: null, attempts: 0, next_attempt_at: later })
    .where('merchant_id', '=', accountId)
    .where('state', '=', 'parked')
    .where('problem_code', '=', REMOVED)
    .execute()
  await db
    .updateTable('pictures')
    .set({ state: 'pending', reason: null, attempts: 0, next_attempt_at: later })
    .where('merchant_id', '=', accountId)
    .where('state', '=', 'missing')
    .where('reason', '=', REMOVED)
    .execute()
  await makeTicketsAnew(db, accountId)
}
