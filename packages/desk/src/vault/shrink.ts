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
const steps = [
  [2560, 85],
  [1920, 80],
  [1600, 70],
  [1024, 60],
  [640, 50],
] as const

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
  if (contentType !== 'image/bmp') {
    const { default: sharp } = await import('sharp')
    for (const [side, quality] of steps) {
      const smaller = await sharp(bytes, { limitInputPixels: MAX_PIXELS })
        .rotate()
        .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
        .flatten({ background: '#ffffff' })
        .jpeg({ quality })
        .toBuffer()
      if (smaller.byteLength <= maxBytes) return { fileName: `${name}.jpg`, bytes: smaller }
    }
  }
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
