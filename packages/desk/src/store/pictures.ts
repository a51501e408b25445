import { type Kysely, sql } from 'kysely'
import type { Database } from './schema/database.ts'

export interface PictureKey {
  readonly merchantId: string
  readonly complaintId: string
  readonly logId: string
  readonly position: number
}

export interface ClaimedPicture extends PictureKey {
  readonly url: string
  /** This one included. */
  readonly attempts: number
}

/** Why a picture is missing that was removed when its time was over. Told to people, and by the API. */
export const PICTURE_EXPIRED = 'PICTURE_EXPIRED'
/** The same of one that the entry showed already, at another place: the platform names some pictures twice. */
export const PICTURE_EXPIRED_AGAIN = 'PICTURE_EXPIRED_AGAIN'

/**
 * Takes a picture that waits to be fetched, but not of merchants that have to wait. The next attempt is put off, so that
 * a killed worker's picture returns.
 */
export async function claimPicture(
  db: Kysely<Database>,
  { now, leaseMs, except }: { readonly now: Date; readonly leaseMs: number; readonly except: readonly string[] },
): Promise<ClaimedPicture | undefined> {
  const { rows } = await sql<ClaimedPicture>`
    update pictures set attempts = attempts + 1, next_attempt_at = ${new Date(now.getTime() + leaseMs)}
    where (merchant_id, complaint_id, log_id, position) = (
      select merchant_id, complaint_id, log_id, position from pictures
      where state = 'pending' and next_attempt_at <= ${now} and not merchant_id = any(${[...except]}::text[])
      order by next_attempt_at limit 1
      for update skip locked
    )
    returning merchant_id as "merchantId", complaint_id as "complaintId", log_id as "logId", position, url,
      attempts`.execute(db)
  return rows[0]
}

export type PictureOutcome =
  | { readonly state: 'stored'; readonly mediaKey: string }
  | { readonly state: 'missing'; readonly reason: string }
  | { readonly state: 'pending'; readonly nextAttemptAt: Date; readonly reason: string }

export async function settlePicture(db: Kysely<Database>, key: ClaimedPicture, outcome: PictureOutcome): Promise<void> {
  await db
    .updateTable('pictures')
    .set({
      state: outcome.state,
      reason: outcome.state === 'stored' ? null : outcome.reason,
      ...(outcome.state === 'stored' ? { media_key: outcome.mediaKey } : {}),
      ...(outcome.state === 'pending' ? { next_attempt_at: outcome.nextAttemptAt } : {}),
    })
    .where('merchant_id', '=', key.merchantId)
    .where('complaint_id', '=', key.complaintId)
    .where('log_id', '=', key.logId)
    .where('position', '=', key.position)
    // A newer link may have replaced the one that was tried.
    .where('url', '=', key.url)
    .execute()
}
