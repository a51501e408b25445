import { type Kysely, type Selectable, sql, type UpdateObject } from 'kysely'
import type { Database } from './schema/database.ts'
import type { MerchantSyncTable } from './schema/reconcile.ts'

export type ClaimedSync = Selectable<MerchantSyncTable> & { readonly lease_token: string }

/** Makes a row for every merchant that has none; a new one is swept at once and backfilled from `backfillFrom`. */
export async function ensureSyncRows(
  db: Kysely<Database>,
  {
    now,
    backfillFrom,
    backfillNext,
  }: { readonly now: Date; readonly backfillFrom: string; readonly backfillNext: string },
): Promise<void> {
  await sql`
    insert into merchant_sync (merchant_id, next_sweep_at, backfill_from, backfill_next)
    select id, ${now}::timestamptz, ${backfillFrom}::text, ${backfillNext}::text from merchants
    where removed_at is null and id not in (select merchant_id from merchant_sync)
    on conflict do nothing`.execute(db)
}

/** Leases a merchant whose sweep is due, or else one with windows left to backfill. */
export async function claimSync(
  db: Kysely<Database>,
  { now, leaseMs, leaseToken }: { readonly now: Date; readonly leaseMs: number; readonly leaseToken: string },
): Promise<ClaimedSync | undefined> {
  const { rows } = await sql<ClaimedSync>`
    update merchant_sync set lease_token = ${leaseToken}, lease_until = ${new Date(now.getTime() + leaseMs)}
    where merchant_id = (
      select merchant_id from merchant_sync
      where (lease_until is null or lease_until < ${now})
        and (next_sweep_at <= ${now} or (backfill_next is not null and problem_code is null))
      order by next_sweep_at <= ${now} desc, next_sweep_at limit 1
      for update skip locked
    )
    returning *`.execute(db)
  return rows[0]
}

/**
 * Changes a row as long as the caller holds it. False when its lease went to somebody else.
 * @param still And as long as it still says this.
 */
export async function updateSync(
  db: Kysely<Database>,
  claimed: Pick<ClaimedSync, 'merchant_id' | 'lease_token'>,
  changes: UpdateObject<Database, 'merchant_sync'>,
  still: Partial<Pick<ClaimedSync, 'backfill_from' | 'backfill_next'>> = {},
): Promise<boolean> {
  const result = await db
    .updateTable('merchant_sync')
    .set(changes)
    .where('merchant_id', '=', claimed.merchant_id)
    .where('lease_token', '=', claimed.lease_token)
    .where((is) => is.and(still))
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** A listing counts once everything it found has been read. */
export async function advanceListings(db: Kysely<Database>): Promise<void> {
  await sql`
    update merchant_sync s set listed_up_to = s.listing_started_at
    where s.listing_finished_at is not null
      and s.listing_started_at > coalesce(s.listed_up_to, timestamptz '1970-01-01')
      and not exists (
        select from reads r where r.merchant_id = s.merchant_id and r.first_wanted_at <= s.listing_finished_at
      )`.execute(db)
}

export interface Completeness extends Selectable<MerchantSyncTable> {
  /**
   * Up to here the desk has every complaint of the swept windows and every change of an open one; null before the
   * first sweep ended.
   */
  readonly complete_up_to: Date | null
}

/** What holds completeness back: the lists, open complaints not read since, notifications not applied. */
export async function readCompleteness(db: Kysely<Database>): Promise<Completeness[]> {
  const { rows } = await sql<Completeness>`
    select s.*, case when s.listed_up_to is null then null else least(
      s.listed_up_to,
      (select min(c.read_at) from complaints c where c.merchant_id = s.merchant_id and c.state <> 'PROCESSED'),
      (select min(i.received_at) from inbox i where i.merchant_id = s.merchant_id and i.state = 'pending')
    ) end as complete_up_to
    from merchant_sync s`.execute(db)
  return rows
}

/** Asks for a sweep now, and for a backfill of so many days when given. */
export async function wantSweep(
  db: Kysely<Database>,
  merchantId: string,
  { now, backfill }: { readonly now: Date; readonly backfill?: { readonly from: string; readonly next: string } },
): Promise<void> {
  await db
    .updateTable('merchant_sync')
    .set({
      next_sweep_at: now,
      ...(backfill
        ? { backfill_from: backfill.from, backfill_next: backfill.next, backfill_found: 0, backfill_done_at: null }
        : {}),
    })
    .where('merchant_id', '=', merchantId)
    .execute()
}
