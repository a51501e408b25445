import { fileTypeFromBuffer } from 'file-type'
import { DeskError } from '../errors.ts'

export interface Inspected {
  readonly contentType: string
  readonly width: number | null
  readonly height: number | null
}

/** What a browser shows without running anything. */
const allowed: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/bmp', 'image/gif', 'image/webp'])

/** Beyond this a picture is an attack on memory, not evidence. */
export const MAX_PIXELS = 50_000_000

const refused = (message: string, cause?: unknown): DeskError =>
  new DeskError('PICTURE_TYPE', message, 'Use a jpg, png, bmp, gif or webp picture.', { field: 'file', cause })

/** Width and height stand at fixed places of a bitmap's header; sharp does not read bitmaps. */
function bitmapSize(bytes: Uint8Array): Pick<Inspected, 'width' | 'height'> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.byteLength < 26) throw refused('The bitmap is cut off.')
  return { width: Math.abs(view.getInt32(18, true)), height: Math.abs(view.getInt32(22, true)) }
}

/**
 * Looks at the bytes, whatever name or type came with them.
 * @throws {DeskError} `PICTURE_TYPE`
 */
export async function inspectPicture(bytes: Uint8Array): Promise<Inspected> {
  const contentType = (await fileTypeFromBuffer(bytes))?.mime
  if (contentType === undefined || !allowed.has(contentType)) throw refused('The file is not a picture.')
  if (contentType === 'image/bmp') return { contentType, ...bitmapSize(bytes) }
  const { default: sharp } = await import('sharp')
  const { width, height } = await sharp(bytes, { limitInputPixels: MAX_PIXELS })
    .metadata()
    .catch((cause: unknown) => {
      throw refused('The picture cannot be read.', cause)
    })
  if (width * height > MAX_PIXELS) throw refused(`The picture has more than ${MAX_PIXELS} pixels.`)
  return { contentType, width, height }
}
