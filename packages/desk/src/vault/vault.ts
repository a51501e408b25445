import { createHash } from 'node:crypto'
import type { MediaKind } from '@redress/wechatpay'
import type { Kysely } from 'kysely'
import type { Database } from '../store/schema/database.ts'
import type { MediaTable } from '../store/schema/vault.ts'
import type { BlobStore } from './blob-store.ts'
import { type Inspected, inspectPicture, MAX_PIXELS } from './inspect.ts'
import { inspectAttachment, inspectMedia } from './inspect-media.ts'

export type Media = Omit<MediaTable, 'created_at'>

export interface StoredPicture {
  readonly contentType: string
  readonly bytes: Buffer
}

export interface Vault {
  /**
   * Keeps a picture under the SHA-256 of its bytes; the same bytes are kept once.
   * @throws {DeskError} `PICTURE_TYPE`
   */
  store(bytes: Uint8Array): Promise<Media>
  /**
   * Keeps a file for a message of an official account.
   * @throws {DeskError} `MEDIA_TOO_LARGE` | `MEDIA_TYPE` | `PICTURE_TYPE`
   */
  storeMedia(kind: MediaKind, bytes: Uint8Array): Promise<Media>
  /**
   * Keeps a picture, voice or video of a payer.
   * @throws {DeskError} `PICTURE_TYPE`
   */
  storeAttachment(bytes: Uint8Array): Promise<Media>
  describe(mediaKey: string): Promise<Media | undefined>
  original(mediaKey: string): Promise<StoredPicture | undefined>
  /**
   * At most 320 pixels wide and high, made on first use. Types that cannot be scaled come as they are; voices and videos
   * have none.
   */
  thumbnail(mediaKey: string): Promise<StoredPicture | undefined>
  /** Deletes the bytes and the thumbnail; the row is its caller's affair. May be repeated. */
  erase(mediaKey: string): Promise<void>
}

export interface VaultDeps {
  readonly db: Kysely<Database>
  readonly blobs: BlobStore
  readonly clock: () => Date
}

const THUMBNAIL_SIDE = 320

const thumbnailName = (mediaKey: string): string => `${mediaKey}.thumb`

async function scaleDown(bytes: Uint8Array): Promise<Buffer> {
  const { default: sharp } = await import('sharp')
  return await sharp(bytes, { limitInputPixels: MAX_PIXELS })
    .rotate()
    .resize({ width: THUMBNAIL_SIDE, height: THUMBNAIL_SIDE, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .jpeg({ quality: 75 })
    .toBuffer()
}

/** Pictures of complaints and replies, and files of messages, addressed by their content. */
export function createVault({ db, blobs, clock }: VaultDeps): Vault {
  const describe = async (mediaKey: string): Promise<Media | undefined> =>
    await db
      .selectFrom('media')
      .select(['media_key', 'content_type', 'size', 'width', 'height'])
      .where('media_key', '=', mediaKey)
      .executeTakeFirst()

  /** Waits for a removal that is under way, so that its outcome is known. */
  const isStillHere = async (mediaKey: string): Promise<boolean> =>
    (await db.selectFrom('media').select('media_key').where('media_key', '=', mediaKey).forKeyShare().execute())
      .length > 0

  const original = async (mediaKey: string): Promise<StoredPicture | undefined> => {
    const media = await describe(mediaKey)
    const bytes = media && (await blobs.get(mediaKey))
    return bytes && { contentType: media.content_type, bytes }
  }

  const keep = async (bytes: Uint8Array, { contentType, width, height }: Inspected): Promise<Media> => {
    const mediaKey = createHash('sha256').update(bytes).digest('hex')
    const media: Media = { media_key: mediaKey, content_type: contentType, size: bytes.byteLength, width, height }
    // Handed in anew: a picture on the point of being removed is waited for, or stays. Only then do its bytes count.
    await db.updateTable('media').set({ created_at: clock() }).where('media_key', '=', mediaKey).execute()
    // The file first: a row without its file would be a picture that cannot be shown.
    await blobs.put(mediaKey, bytes)
    await db
      .insertInto('media')
      .values({ ...media, created_at: clock() })
      .onConflict((conflict) => conflict.column('media_key').doNothing())
      .execute()
    return media
  }

  return {
    describe,
    original,
    store: async (bytes) => await keep(bytes, await inspectPicture(bytes)),
    storeMedia: async (kind, bytes) => await keep(bytes, await inspectMedia(kind, bytes)),
    storeAttachment: async (bytes) => await keep(bytes, await inspectAttachment(bytes)),
    thumbnail: async (mediaKey) => {
      if (!(await describe(mediaKey))) return undefined
      const name = thumbnailName(mediaKey)
      const made = await blobs.get(name)
      if (made) return { contentType: 'image/jpeg', bytes: made }
      const full = await original(mediaKey)
      if (!full?.contentType.startsWith('image/')) return undefined
      if (full.contentType === 'image/bmp') return full
      const bytes = await scaleDown(full.bytes)
      await blobs.put(name, bytes)
      // Removed while it was made: nothing must be left of it.
      if (!(await isStillHere(mediaKey))) {
        await blobs.delete(name)
        return undefined
      }
      return { contentType: 'image/jpeg', bytes }
    },
    erase: async (mediaKey) => {
      await blobs.delete(thumbnailName(mediaKey))
      await blobs.delete(mediaKey)
    },
  }
}
