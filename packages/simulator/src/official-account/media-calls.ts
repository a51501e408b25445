import { type ApiCall, json } from './api-call.ts'
import { ApiRefusal, type RefusalNumber } from './api-refusal.ts'
import type { Media, MediaKind } from './official-state.ts'

const LIFE = 3 * 86_400_000
const MIB = 1024 * 1024

interface Rule {
  readonly maxBytes: number
  readonly tooLarge: RefusalNumber
  readonly types: Readonly<Record<string, (bytes: Buffer) => boolean>>
}

const head =
  (hex: string, offset = 0) =>
  (bytes: Buffer): boolean =>
    bytes.subarray(offset, offset + hex.length / 2).toString('hex') === hex

const RULES: Readonly<Record<MediaKind, Rule>> = {
  image: {
    maxBytes: 10 * MIB,
    tooLarge: 40009,
    types: { 'image/png': head('89504e47'), 'image/jpeg': head('ffd8ff'), 'image/gif': head('47494638') },
  },
  voice: {
    maxBytes: 2 * MIB,
    tooLarge: 40010,
    types: {
      'audio/amr': head('2321414d52'),
      'audio/mpeg': (bytes) => head('494433')(bytes) || (bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe6) === 0xe2),
    },
  },
  video: { maxBytes: 10 * MIB, tooLarge: 40011, types: { 'video/mp4': head('66747970', 4) } },
  thumb: { maxBytes: 64 * 1024, tooLarge: 40012, types: { 'image/jpeg': head('ffd8ff') } },
}

const kindOf = (text: string | undefined): MediaKind | undefined =>
  (['image', 'voice', 'video', 'thumb'] as const).find((kind) => kind === text)

/** Temporary media live three days. */
export const isAlive = (media: Media, now: number): boolean => now < media.createdAt + LIFE

/** The content type of a file of this kind. @throws {ApiRefusal} 44001 | 40009 to 40012 | 40005 */
export function checkFile(kind: MediaKind, bytes: Buffer): string {
  const { maxBytes, tooLarge, types } = RULES[kind]
  if (bytes.length === 0) throw new ApiRefusal(44001)
  if (bytes.length > maxBytes) throw new ApiRefusal(tooLarge)
  const found = Object.entries(types).find(([, matches]) => matches(bytes))
  if (found === undefined) throw new ApiRefusal(40005)
  return found[0]
}

export const uploadMedia: ApiCall = {
  name: 'upload',
  method: 'POST',
  path: '/cgi-bin/media/upload',
  multipart: true,
  handle({ official, account, query, parts, now }) {
    const kind = kindOf(query.get('type'))
    if (kind === undefined) throw new ApiRefusal(40004)
    const file = parts.find((part) => part.name === 'media')
    if (file === undefined || file.fileName === undefined) throw new ApiRefusal(41005)
    const contentType = checkFile(kind, file.content)
    const { state, ids, blobs, changed } = official.services
    const mediaId = ids.opaque(64)
    const digest = blobs.put(new Uint8Array(file.content))
    state.media.set(mediaId, { mediaId, appId: account.appId, kind, contentType, digest, createdAt: now })
    changed()
    return json({
      type: kind,
      [kind === 'thumb' ? 'thumb_media_id' : 'media_id']: mediaId,
      created_at: Math.floor(now / 1000),
    })
  },
}

export const downloadMedia: ApiCall = {
  name: 'download',
  method: 'GET',
  path: '/cgi-bin/media/get',
  handle({ official, account, query, now }) {
    const media = official.services.state.media.get(query.get('media_id') ?? '')
    const bytes = media === undefined ? undefined : official.services.blobs.get(media.digest)
    if (media === undefined || bytes === undefined || media.appId !== account.appId || !isAlive(media, now))
      throw new ApiRefusal(40007)
    return { kind: 'file', bytes, contentType: media.contentType }
  },
}
