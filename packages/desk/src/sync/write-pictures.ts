import { type Kysely, sql } from 'kysely'
import { COMPLAINT_FILED } from '../domain/timeline.ts'
import type { ComplaintReading, EntryReading } from '../platform/channel.ts'
import { PICTURE_EXPIRED, PICTURE_EXPIRED_AGAIN } from '../store/pictures.ts'
import type { Database } from '../store/schema/database.ts'

export interface PictureAddress {
  readonly logId: string
  readonly position: number
  readonly url: string
}

/**
 * Where the pictures of a complaint are and which entry shows them. What was filed with the complaint and is not
 * repeated in its history belongs to the first entry.
 */
export function pictureAddresses(
  reading: Pick<ComplaintReading, 'pictures'>,
  entries: readonly Pick<EntryReading, 'logId' | 'action' | 'at' | 'pictures'>[],
): PictureAddress[] {
  const oldestFirst = [...entries].sort((a, b) => a.at.getTime() - b.at.getTime())
  const first = oldestFirst.find((entry) => entry.action === COMPLAINT_FILED) ?? oldestFirst[0]
  const inHistory = new Set(entries.flatMap((entry) => entry.pictures))
  const filed = reading.pictures.filter((url) => !inHistory.has(url))
  return entries.flatMap((entry) =>
    [...entry.pictures, ...(entry === first ? filed : [])].map((url, position) => ({
      logId: entry.logId,
      position,
      url,
    })),
  )
}

/**
 * Notes pictures to be fetched. One that is there stays; one that is missing gets another chance by a new link. One that
 * was removed when its time was over comes back when the complaint is open again, and by nothing else.
 * @returns whether any is to be fetched that was not before
 */
export async function writePictures(
  db: Kysely<Database>,
  { merchantId, complaintId }: { readonly merchantId: string; readonly complaintId: string },
  reading: ComplaintReading,
  entries: readonly EntryReading[],
  { isOpen, now }: { readonly isOpen: boolean; readonly now: Date },
): Promise<boolean> {
  const addresses = pictureAddresses(reading, entries)
  if (addresses.length === 0) return false
  const result = await db
    .insertInto('pictures')
    .values(
      addresses.map(({ logId, position, url }) => ({
        merchant_id: merchantId,
        complaint_id: complaintId,
        log_id: logId,
        position,
        url,
        state: 'pending' as const,
        next_attempt_at: now,
      })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['merchant_id', 'complaint_id', 'log_id', 'position'])
        .doUpdateSet({ url: sql`excluded.url`, state: 'pending', reason: null, attempts: 0, next_attempt_at: now })
        .where('pictures.state', '<>', 'stored')
        .where(
          sql<boolean>`case when pictures.reason in (${PICTURE_EXPIRED}, ${PICTURE_EXPIRED_AGAIN}) then ${isOpen}
            else pictures.url <> excluded.url end`,
        ),
    )
    .executeTakeFirst()
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n
}
