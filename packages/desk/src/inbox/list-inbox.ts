import { type Kysely, type Selectable, sql } from 'kysely'
import type { Database } from '../store/schema/database.ts'
import type { InboxState, InboxTable } from '../store/schema/foundation.ts'

/** One notification as shown to people and programs; the sealed body stays in the store. */
export interface InboxEntry {
  readonly id: string
  readonly merchant: string
  readonly channel: string
  readonly notificationId: string
  readonly eventType: string
  readonly action: string
  readonly complaintPlatformId: string
  readonly platformSerial: string
  readonly receivedAt: string
  readonly state: InboxState
  readonly attempts: number
  readonly nextAttemptAt: string | null
  readonly appliedAt: string | null
  readonly problemCode: string | null
}

export interface InboxQuery {
  readonly state?: InboxState | undefined
  /** Slug, merchant number or appId. */
  readonly merchant?: string | undefined
  readonly limit: number
  /** Only notifications older than the one with this id of ours. */
  readonly before?: string | undefined
}

const columns = [
  'inbox.id',
  'inbox.channel',
  'inbox.notification_id',
  'inbox.event_type',
  'inbox.action',
  'inbox.complaint_platform_id',
  'inbox.platform_serial',
  'inbox.received_at',
  'inbox.state',
  'inbox.attempts',
  'inbox.next_attempt_at',
  'inbox.applied_at',
  'inbox.problem_code',
  sql<string>`coalesce(merchants.slug, official_accounts.slug, inbox.merchant_id)`.as('slug'),
] as const

type Row = Omit<Selectable<InboxTable>, 'merchant_id' | 'raw_body'> & { slug: string }

const selectEntries = (db: Kysely<Database>) =>
  db
    .selectFrom('inbox')
    .leftJoin('merchants', 'merchants.id', 'inbox.merchant_id')
    .leftJoin('official_accounts', 'official_accounts.id', 'inbox.merchant_id')
    .select(columns)

/** The newest notifications first. */
export async function listInbox(
  db: Kysely<Database>,
  { state, merchant, limit, before }: InboxQuery,
): Promise<InboxEntry[]> {
  let query = selectEntries(db).orderBy('inbox.id', 'desc').limit(limit)
  if (state !== undefined) query = query.where('inbox.state', '=', state)
  if (before !== undefined) query = query.where('inbox.id', '<', before)
  if (merchant !== undefined) {
    query = query.where((is) =>
      is.or([
        is('merchants.slug', '=', merchant),
        is('merchants.mchid', '=', merchant),
        is('official_accounts.slug', '=', merchant),
        is('official_accounts.app_id', '=', merchant),
      ]),
    )
  }
  return (await query.execute()).map(toEntry)
}

/** One notification by our id or by the platform's. */
export async function findInboxEntry(db: Kysely<Database>, id: string): Promise<InboxEntry | undefined> {
  const row = await selectEntries(db)
    .where((is) => is.or([is('inbox.id', '=', id), is('inbox.notification_id', '=', id)]))
    .executeTakeFirst()
  return row === undefined ? undefined : toEntry(row)
}

const toEntry = (row: Row): InboxEntry => ({
  id: row.id,
  merchant: row.slug,
  channel: row.channel,
  notificationId: row.notification_id,
  eventType: row.event_type,
  action: row.action,
  complaintPlatformId: row.complaint_platform_id,
  platformSerial: row.platform_serial,
  receivedAt: row.received_at.toISOString(),
  state: row.state,
  attempts: row.attempts,
  nextAttemptAt: row.state === 'pending' ? row.next_attempt_at.toISOString() : null,
  appliedAt: row.applied_at?.toISOString() ?? null,
  problemCode: row.problem_code,
})
