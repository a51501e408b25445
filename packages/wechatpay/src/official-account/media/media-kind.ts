import { ProtocolError } from '../../errors.ts'

/** Kinds of temporary media (临时素材). `thumb` is the small picture of a video or a piece of music. */
export type MediaKind = 'image' | 'voice' | 'video' | 'thumb'

interface Format {
  readonly name: string
  readonly contentType: string
  readonly matches: (bytes: Uint8Array) => boolean
}

const startsWith =
  (...head: readonly number[]) =>
  (bytes: Uint8Array): boolean =>
    head.every((byte, index) => bytes[index] === byte)
const ascii =
  (text: string, offset = 0) =>
  (bytes: Uint8Array): boolean =>
    Buffer.from(bytes.subarray(offset, offset + text.length)).toString('latin1') === text

const png: Format = { name: 'png', contentType: 'image/png', matches: startsWith(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a) }
const jpg: Format = { name: 'jpg', contentType: 'image/jpeg', matches: startsWith(0xff, 0xd8, 0xff) }
const gif: Format = { name: 'gif', contentType: 'image/gif', matches: ascii('GIF8') }
const amr: Format = { name: 'amr', contentType: 'audio/amr', matches: ascii('#!AMR') }
const mp3: Format = {
  name: 'mp3',
  contentType: 'audio/mpeg',
  // A tag in front, or a frame of MPEG audio layer III at once.
  matches: (bytes) => ascii('ID3')(bytes) || (bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe6) === 0xe2),
}
const mp4: Format = { name: 'mp4', contentType: 'video/mp4', matches: ascii('ftyp', 4) }

interface Rule {
  readonly maxBytes: number
  readonly formats: readonly Format[]
}

const MIB = 1024 * 1024

/**
 * Limits of today. A voice may last 60 s; that is left to the platform, since it takes a decoder to know.
 * @see docs/sources-rights-v16.md#temporary-media (spec legacy-v16 5.6)
 */
export const MEDIA_RULES: Readonly<Record<MediaKind, Rule>> = {
  image: { maxBytes: 10 * MIB, formats: [png, jpg, gif] },
  voice: { maxBytes: 2 * MIB, formats: [amr, mp3] },
  video: { maxBytes: 10 * MIB, formats: [mp4] },
  thumb: { maxBytes: 64 * 1024, formats: [jpg] },
}

/**
 * The content type of a file, found in its first bytes.
 * @throws {ProtocolError} `MEDIA_INVALID`
 */
export function checkMedia(
  kind: MediaKind,
  bytes: Uint8Array,
): { readonly contentType: string; readonly name: string } {
  const { maxBytes, formats } = MEDIA_RULES[kind]
  if (bytes.length === 0) throw invalid('the file is empty')
  if (bytes.length > maxBytes) throw invalid(`the ${kind} has ${bytes.length} bytes, at most ${maxBytes} are allowed`)
  const format = formats.find((candidate) => candidate.matches(bytes))
  if (format === undefined)
    throw invalid(`the file is no ${kind} of the kinds ${formats.map(({ name }) => name).join(', ')}`)
  return format
}

const invalid = (message: string): ProtocolError => new ProtocolError('MEDIA_INVALID', message, { field: 'bytes' })
