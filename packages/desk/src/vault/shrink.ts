import { checkMedia, hasCode, MEDIA_RULES, type MediaKind } from '@redress/wechatpay'
import { DeskError } from '../errors.ts'
import { MAX_PIXELS } from './inspect.ts'
import type { Vault } from './vault.ts'

/** What the platform's upload takes. */
export const PLATFORM_MAX_BYTES = 2 * 1024 * 1024

const platformTypes: Readonly<Record<string, string>> = { 'image/jpeg': 'jpg', 'image/png': 'png', 'image/bmp': 'bmp' }

export interface PlatformPicture {
  readonly fileName: string
  readonly bytes: Uint8Array
}

/** Longest side and quality, tried in turn until the picture fits. */
type Steps = readonly (readonly [side: number, quality: number])[]

const steps: Steps = [
  [2560, 85],
  [1920, 80],
  [1600, 70],
  [1024, 60],
  [640, 50],
]

const thumbSteps: Steps = [
  [640, 80],
  [480, 70],
  [320, 60],
  [160, 50],
]

/** An upright jpg without the camera's metadata; undefined when none of the steps makes it small enough. */
async function smallerJpg(bytes: Uint8Array, maxBytes: number, tried: Steps): Promise<Buffer | undefined> {
  const { default: sharp } = await import('sharp')
  for (const [side, quality] of tried) {
    const smaller = await sharp(bytes, { limitInputPixels: MAX_PIXELS })
      .rotate()
      .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .jpeg({ quality })
      .toBuffer()
    if (smaller.byteLength <= maxBytes) return smaller
  }
  return undefined
}

/**
 * The picture as the platform takes it: jpg, png or bmp, at most 2 MB. One that fits goes as it is; another becomes a
 * smaller jpg, upright, without the camera's metadata. The original is not touched.
 * @throws {DeskError} `PICTURE_TOO_LARGE`
 */
export async function fitForPlatform(
  picture: { readonly mediaKey: string; readonly contentType: string; readonly bytes: Uint8Array },
  maxBytes = PLATFORM_MAX_BYTES,
): Promise<PlatformPicture> {
  const { mediaKey, contentType, bytes } = picture
  const extension = platformTypes[contentType]
  const name = mediaKey.slice(0, 32)
  if (extension !== undefined && bytes.byteLength <= maxBytes) return { fileName: `${name}.${extension}`, bytes }
  const smaller = contentType === 'image/bmp' ? undefined : await smallerJpg(bytes, maxBytes, steps)
  if (smaller !== undefined) return { fileName: `${name}.jpg`, bytes: smaller }
  throw new DeskError(
    'PICTURE_TOO_LARGE',
    'The picture cannot be made small enough for the platform.',
    'Save it as jpg with at most 2 MB and attach it again.',
    { field: 'images' },
  )
}

/** Looks a picture up in the vault and makes it fit. Undefined when the vault does not have it. */
export function picturesForPlatform(vault: Pick<Vault, 'original'>) {
  return async (mediaKey: string): Promise<PlatformPicture | undefined> => {
    const picture = await vault.original(mediaKey)
    return picture && (await fitForPlatform({ mediaKey, ...picture }))
  }
}

/**
 * A file of the vault as the platform takes it in a message. Pictures of another type or size become a smaller jpg; voices
 * and videos go as they are.
 * @throws {DeskError} `MEDIA_TYPE` | `PICTURE_TOO_LARGE`
 */
export async function mediaForPlatform(
  kind: MediaKind,
  { contentType, bytes }: { readonly contentType: string; readonly bytes: Uint8Array },
): Promise<Uint8Array> {
  try {
    checkMedia(kind, bytes)
    return bytes
  } catch (error) {
    if (!hasCode(error, 'MEDIA_INVALID')) throw error
  }
  if (!contentType.startsWith('image/') || kind === 'voice' || kind === 'video')
    throw new DeskError('MEDIA_TYPE', `The file is no ${kind} that the platform takes.`, 'Attach another file.')
  const { maxBytes } = MEDIA_RULES[kind]
  const smaller =
    contentType === 'image/bmp' ? undefined : await smallerJpg(bytes, maxBytes, kind === 'thumb' ? thumbSteps : steps)
  if (smaller !== undefined) return smaller
  throw new DeskError(
    'PICTURE_TOO_LARGE',
    'The picture cannot be made small enough for the platform.',
    'Save it as a smaller jpg and attach it again.',
  )
}

/** Looks a file of a message up in the vault and makes it fit. Undefined when the vault does not have it. */
export function filesForPlatform(vault: Pick<Vault, 'original'>) {
  return async (kind: MediaKind, mediaKey: string): Promise<{ readonly bytes: Uint8Array } | undefined> => {
    const file = await vault.original(mediaKey)
    return file && { bytes: await mediaForPlatform(kind, file) }
  }
}
