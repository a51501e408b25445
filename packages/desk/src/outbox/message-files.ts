import type { ClassicMessage, MediaKind } from '@redress/wechatpay'
import type { Kysely } from 'kysely'
import { filesOf, type MessageFile, type OutgoingMessage, withMediaIds } from '../domain/rights/message.ts'
import { DeskError } from '../errors.ts'
import type { Channel } from '../platform/channel.ts'
import { type ClaimedAction, updateClaimed } from '../store/actions.ts'
import type { Database } from '../store/schema/database.ts'

/** A file of the desk as the platform takes it in a message; undefined when the desk does not have it. */
export type FileForPlatform = (kind: MediaKind, mediaKey: string) => Promise<{ readonly bytes: Uint8Array } | undefined>

/** The platform forgets temporary media after three days; a day is left for what is still on its way. */
const USABLE_MS = 2 * 86_400_000

const nameOf = ({ kind, mediaKey }: MessageFile): string => `${kind}:${mediaKey}`

/** Ids hold no white space. */
const stamped = (mediaId: string, at: Date): string => `${mediaId} ${at.getTime()}`

function usableId(stored: string | undefined, now: Date): string | undefined {
  const [mediaId, at] = stored?.split(' ') ?? []
  return now.getTime() - Number(at) < USABLE_MS ? mediaId : undefined
}

/**
 * Brings the files of a message to the platform. Every id is stored as soon as it is known, so that a later attempt goes on
 * where this one ends.
 * @throws {DeskError} `MEDIA_UNKNOWN` | `MEDIA_TYPE` | `PICTURE_TOO_LARGE`, or the platform's error
 */
export async function uploadFiles(
  deps: {
    readonly db: Kysely<Database>
    readonly file: FileForPlatform
    readonly channel: Pick<Channel, 'uploadMedia'>
    readonly clock: () => Date
  },
  action: ClaimedAction,
  message: OutgoingMessage,
): Promise<ClassicMessage> {
  const { db, file: find, channel, clock } = deps
  const uploads = { ...action.uploads }
  const ids = new Map<string, string>()
  for (const wanted of filesOf(message)) {
    const name = nameOf(wanted)
    let mediaId = usableId(uploads[name], clock())
    if (mediaId === undefined) {
      const file = await find(wanted.kind, wanted.mediaKey)
      if (!file) throw new DeskError('MEDIA_UNKNOWN', 'A file of the message is not in the vault.', 'Write it again.')
      const askedAt = clock()
      mediaId = await channel.uploadMedia(wanted.kind, file)
      uploads[name] = stamped(mediaId, askedAt)
      await updateClaimed(db, action, { uploads: JSON.stringify(uploads) })
    }
    ids.set(name, mediaId)
  }
  return withMediaIds(message, (wanted) => ids.get(nameOf(wanted)) ?? '')
}
