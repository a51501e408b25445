import { ProtocolError } from '../errors.ts'

export type ImageFormat = 'jpg' | 'png' | 'bmp'

export const MAX_UPLOAD_BYTES = 2 * 1024 * 1024
export const CONTENT_TYPES: Readonly<Record<ImageFormat, string>> = {
  jpg: 'image/jpeg',
  png: 'image/png',
  bmp: 'image/bmp',
}

const SIGNATURES: readonly (readonly [ImageFormat, readonly number[]])[] = [
  ['jpg', [0xff, 0xd8, 0xff]],
  ['png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['bmp', [0x42, 0x4d]],
]

/** Which of the three accepted formats the bytes are, whatever the name says. */
export const sniffImage = (bytes: Uint8Array): ImageFormat | undefined =>
  SIGNATURES.find(([, signature]) => signature.every((byte, index) => bytes[index] === byte))?.[0]

/** @throws {ProtocolError} `IMAGE_INVALID` */
export function checkImage(bytes: Uint8Array): ImageFormat {
  if (!(bytes instanceof Uint8Array)) throw invalid('expected the bytes of a picture')
  if (bytes.length > MAX_UPLOAD_BYTES)
    throw invalid(`the picture has ${bytes.length} bytes, at most ${MAX_UPLOAD_BYTES} are allowed`)
  const format = sniffImage(bytes)
  if (format === undefined) throw invalid('the bytes are neither jpg nor png nor bmp')
  return format
}

/**
 * A name that reads the same in JSON and in a header: letters, digits, dot, dash and underscore, the suffix of the real
 * format, at most 128 characters.
 */
export function safeFileName(name: string, format: ImageFormat): string {
  const plain = name.replace(/^.*[/\\]/, '').replace(/\.(jpe?g|png|bmp)$/i, '')
  const stem = plain
    .replace(/[^A-Za-z0-9._-]+/g, '_')
    .replace(/^[._]+|[._]+$/g, '')
    .slice(0, 120)
  return `${stem === '' ? 'image' : stem}.${format}`
}

const invalid = (message: string): ProtocolError => new ProtocolError('IMAGE_INVALID', message, { field: 'bytes' })
