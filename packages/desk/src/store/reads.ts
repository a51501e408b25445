import { type Kysely, sql } from 'kysely'
import { INBOX_CHANNEL, wakeWorkers } from './notify.ts'
import type { Channel } from './schema/complaints.ts'
import type { Database } from './schema/database.ts'

/** A complaint as the platform names it. */
export interface ComplaintKey {
  readonly merchantId: string
  readonly channel: Channel
  readonly platformId: string
}

export interface ClaimedRead extends ComplaintKey {
  readonly attempts: number
  readonly leaseToken: string
}

/** Lower first: what a person or a payer waits for goes before what only checks. */
export const READ_PRIORITY = { event: 0, sweep: 5, backfill: 9 } as const

/**
 * Asks for a read. Asking again before it happened changes nothing but the urgency.
 * @param urgency Orders reads of one priority, the earlier first; not later than now.
 */
export async function wantRead(
  db: Kysely<Database>,
  key: ComplaintKey,
  { priority, now, urgency = now }: { readonly priority: number; readonly now: Date; readonly urgency?: Date },
): Promise<void> {
  await sql`
    insert into reads (merchant_id, channel, platform_id, priority, wanted_at, first_wanted_at, next_attempt_at)
    values (${key.merchantId}, ${key.channel}, ${key.platformId}, ${priority}, ${now}, ${now}, ${urgency})
    on conflict (merchant_id, channel, platform_id) do update set
      priority = least(reads.priority, excluded.priority),
      wanted_at = greatest(reads.wanted_at, excluded.wanted_at),
      next_attempt_at = least(reads.next_attempt_at, excluded.next_attempt_at)`.execute(db)
}

/** Turns notifications that wait into reads. Any number of them about one complaint is one read. */
export async function wantReadsOfInbox(db: Kysely<Database>, now: Date): Promise<void> {
  await sql`
    insert into reads (merchant_id, channel, platform_id, priority, wanted_at, first_wanted_at, next_attempt_at)
    select distinct merchant_id, channel, complaint_platform_id, ${READ_PRIORITY.event}::smallint, ${now}::timestamptz,
      ${now}::timestamptz, ${now}::timestamptz
    from (
      select merchant_id, channel, complaint_platform_id from inbox
      where state = 'pending' and next_attempt_at <= ${now}
        -- What is wanted already would keep out what is not, while a merchant has a long row of them.
        and not exists (
          select from reads r
          where r.merchant_id = inbox.merchant_id and r.channel = inbox.channel
            and r.platform_id = inbox.complaint_platform_id
            and r.priority = ${READ_PRIORITY.event} and r.next_attempt_at <= ${now}
        )
      order by next_attempt_at limit 500
    ) waiting
    order by 1, 2, 3
    on conflict (merchant_id, channel, platform_id) do update set
      priority = excluded.priority, next_attempt_at = excluded.next_attempt_at
      where reads.next_attempt_at > excluded.next_attempt_at or reads.priority > excluded.priority`.execute(db)
}

export interface ReadClaim {
  readonly now: Date
  readonly leaseMs: number
  readonly leaseToken: string
  /** Merchants that have to wait. */
  readonly except: readonly string[]
}

/** Takes the most urgent read that is due and leases it; undefined when there is none. */
export async function claimRead(
  db: Kysely<Database>,
  { now, leaseMs, leaseToken, except }: ReadClaim,
): Promise<ClaimedRead | undefined> {
  const { rows } = await sql<ClaimedRead>`
    update reads set lease_token = ${leaseToken}, lease_until = ${new Date(now.getTime() + leaseMs)}
    where (merchant_id, channel, platform_id) = (
      select merchant_id, channel, platform_id from reads
      where next_attempt_at <= ${now} and (lease_until is null or lease_until < ${now})
        and not merchant_id = any(${[...except]}::text[])
      order by priority, next_attempt_at limit 1
      for update skip locked
    )
    returning merchant_id as "merchantId", channel, platform_id as "platformId", attempts,
      lease_token as "leaseToken"`.execute(db)
  return rows[0]
}

/** Gives a read back as it was. */
export async function releaseRead(db: Kysely<Database>, read: ClaimedRead): Promise<void> {
  await db
    .updateTable('reads')
    .set({ lease_token: null, lease_until: null })
    .where('lease_token', '=', read.leaseToken)
    .execute()
}

/** Ends a read that began at `startedAt`; one that was asked for later stays. */
export async function settleRead(db: Kysely<Database>, read: ClaimedRead, startedAt: Date): Promise<void> {
  const mine = db
    .selectFrom('reads')
    .where('merchant_id', '=', read.merchantId)
    .where('channel', '=', read.channel)
    .where('platform_id', '=', read.platformId)
    .where('lease_token', '=', read.leaseToken)
  const row = await mine.select('wanted_at').forUpdate().executeTakeFirst()
  if (!row) return
  if (row.wanted_at <= startedAt) {
    await db.deleteFrom('reads').where('lease_token', '=', read.leaseToken).execute()
    return
  }
  await db
    .updateTable('reads')
    .set({ lease_token: null, lease_until: null, attempts: 0, problem_code: null, first_wanted_at: row.wanted_at })
    .where('lease_token', '=', read.leaseToken)
    .execute()
}

/** Puts a failed read back for later, together with the notifications it was to settle. Nothing is dropped. */
export async function postponeRead(
  db: Kysely<Database>,
  read: ClaimedRead,
  inboxIds: readonly string[],
  { nextAttemptAt, problemCode }: { readonly nextAttemptAt: Date; readonly problemCode: string },
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx
      .updateTable('reads')
      .set((eb) => ({
        attempts: eb('attempts', '+', 1),
        next_attempt_at: nextAttemptAt,
        problem_code: problemCode,
        lease_token: null,
        lease_until: null,
      }))
      .where('lease_token', '=', read.leaseToken)
      .execute()
    if (inboxIds.length === 0) return
    await trx
      .updateTable('inbox')
      .set((eb) => ({ attempts: eb('attempts', '+', 1), next_attempt_at: nextAttemptAt, problem_code: problemCode }))
      .where('merchant_id', '=', read.merchantId)
      .where('id', 'in', [...inboxIds])
      .where('state', '=', 'pending')
      .execute()
  })
}

/** Notifications that a read beginning now will settle. */
export async function pendingInboxIds(db: Kysely<Database>, key: ComplaintKey): Promise<string[]> {
  const rows = await db
    .selectFrom('inbox')
    .select('id')
    .where('merchant_id', '=', key.merchantId)
    .where('channel', '=', key.channel)
    .where('complaint_platform_id', '=', key.platformId)
    .where('state', '=', 'pending')
    .execute()
  return rows.map((row) => row.id)
}

export async function markInboxApplied(
  db: Kysely<Database>,
  merchantId: string,
  inboxIds: readonly string[],
  now: Date,
): Promise<void> {
  if (inboxIds.length === 0) return
  await db
    .updateTable('inbox')
    .set({ state: 'applied', applied_at: now, problem_code: null })
    .where('merchant_id', '=', merchantId)
    .where('id', 'in', [...inboxIds])
    .execute()
}

/** Puts a notification back among those to be applied, whatever became of it before. */
export async function replayNotice(db: Kysely<Database>, inboxId: string, now: Date): Promise<void> {
  await db
    .updateTable('inbox')
    .set({ state: 'pending', next_attempt_at: now, attempts: 0, problem_code: null, applied_at: null })
    .where('id', '=', inboxId)
    .execute()
  await wakeWorkers(db, INBOX_CHANNEL)
}
