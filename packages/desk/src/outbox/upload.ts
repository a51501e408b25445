import type { Kysely } from 'kysely'
import { DeskError } from '../errors.ts'
import type { Channel } from '../platform/channel.ts'
import { type ClaimedAction, updateClaimed } from '../store/actions.ts'
import type { Database } from '../store/schema/database.ts'

/** A picture of the desk as the platform takes it; undefined when the desk does not have it. */
export type PictureForPlatform = (
  mediaKey: string,
) => Promise<{ readonly fileName: string; readonly bytes: Uint8Array } | undefined>

export interface UploadDeps {
  readonly db: Kysely<Database>
  readonly picture: PictureForPlatform
  readonly channel: Pick<Channel, 'upload'>
}

/**
 * Brings the pictures of a reply to the platform. Every media id is stored as soon as it is known, so that a later
 * attempt goes on where this one ends.
 * @throws {DeskError} `PICTURE_UNKNOWN` | `PICTURE_TOO_LARGE`, or the platform's error
 */
export async function uploadPictures({ db, picture, channel }: UploadDeps, action: ClaimedAction): Promise<string[]> {
  const uploads = { ...action.uploads }
  for (const mediaKey of action.images) {
    if (uploads[mediaKey] !== undefined) continue
    const file = await picture(mediaKey)
    if (!file) {
      throw new DeskError('PICTURE_UNKNOWN', 'A picture of the reply is not in the vault.', 'Attach the picture again.')
    }
    uploads[mediaKey] = await channel.upload(file)
    await updateClaimed(db, action, { uploads: JSON.stringify(uploads) })
  }
  return action.images.flatMap((mediaKey) => uploads[mediaKey] ?? [])
}
