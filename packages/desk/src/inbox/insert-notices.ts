import type { Pool } from 'pg'

/** A proven notification on its way into the inbox. */
export interface Notice {
  readonly merchantId: string
  /** uuidv7 */
  readonly id: string
  readonly channel: 'complaints-v2' | 'rights-v16'
  readonly notificationId: string
  readonly eventType: string
  readonly action: string
  readonly complaintPlatformId: string
  readonly platformSerial: string
  readonly rawBody: Uint8Array
  readonly receivedAt: Date
}

const STATEMENT = `
  insert into inbox (merchant_id, id, channel, notification_id, event_type, action, complaint_platform_id,
                     platform_serial, raw_body, received_at, next_attempt_at)
  select merchant_id, id, channel, notification_id, event_type, action, complaint_platform_id,
         platform_serial, raw_body, received_at, received_at
  from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
              $8::text[], $9::bytea[], $10::timestamptz[])
       as notice (merchant_id, id, channel, notification_id, event_type, action, complaint_platform_id,
                  platform_serial, raw_body, received_at)
  on conflict (merchant_id, channel, notification_id) do nothing`

const byKey = (a: Notice, b: Notice): number =>
  compare(a.merchantId, b.merchantId) || compare(a.notificationId, b.notificationId)
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/**
 * Commits notices in one statement; those known already stay as they are.
 * @returns how many were new
 */
export async function insertNotices(pool: Pool, notices: readonly Notice[]): Promise<number> {
  // In one order everywhere: two processes that insert the same notices crosswise would wait for each other.
  const rows = [...notices].sort(byKey)
  const { rowCount } = await pool.query({
    name: 'insert-notices',
    text: STATEMENT,
    values: [
      rows.map((row) => row.merchantId),
      rows.map((row) => row.id),
      rows.map((row) => row.channel),
      rows.map((row) => row.notificationId),
      rows.map((row) => row.eventType),
      rows.map((row) => row.action),
      rows.map((row) => row.complaintPlatformId),
      rows.map((row) => row.platformSerial),
      rows.map((row) => Buffer.from(row.rawBody.buffer, row.rawBody.byteOffset, row.rawBody.byteLength)),
      rows.map((row) => row.receivedAt),
    ],
  })
  return rowCount ?? 0
}
