import { ProtocolError } from '../../errors.ts'
import type { JsonRecord } from '../../reading/record-reader.ts'
import type { ApiRequest } from '../transport/send-api.ts'
import { checkMedia, type MediaKind } from './media-kind.ts'

export interface MediaUpload {
  readonly kind: MediaKind
  readonly bytes: Uint8Array
}

export interface UploadedMedia {
  readonly kind: MediaKind
  readonly mediaId: string
  readonly createdAt: Date
  /** Three days later the id is refused with 40007. */
  readonly expiresAt: Date
}

const LIFE_MS = 3 * 86_400_000

/**
 * @param boundary 16 to 64 letters and digits that do not occur in the file.
 * @throws {ProtocolError} `MEDIA_INVALID`
 */
export function buildUploadRequest({ kind, bytes }: MediaUpload, boundary: string): ApiRequest {
  const { contentType, name } = checkMedia(kind, bytes)
  const head = [
    `--${boundary}`,
    // The name is ours: that of the sender's file is nobody's business and may hold quotes or line breaks.
    `Content-Disposition: form-data; name="media"; filename="${kind}.${name}"`,
    `Content-Type: ${contentType}`,
    '',
    '',
  ].join('\r\n')
  return {
    method: 'POST',
    path: '/cgi-bin/media/upload',
    query: { type: kind },
    effect: 'idempotent',
    multipart: {
      contentType: `multipart/form-data; boundary=${boundary}`,
      bytes: new Uint8Array(Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)])),
    },
  }
}

/** For a thumb some versions of the platform name the id `thumb_media_id`. */
export function readUploadAnswer(kind: MediaKind, body: JsonRecord): UploadedMedia {
  const mediaId = body['media_id'] ?? body['thumb_media_id']
  const createdAt = body['created_at']
  if (typeof mediaId !== 'string' || mediaId === '')
    throw new ProtocolError('ANSWER_INVALID', 'media_id: expected text, got nothing', { field: 'media_id' })
  if (typeof createdAt !== 'number')
    throw new ProtocolError('ANSWER_INVALID', 'created_at: expected seconds since 1970', { field: 'created_at' })
  return {
    kind,
    mediaId,
    createdAt: new Date(createdAt * 1000),
    expiresAt: new Date(createdAt * 1000 + LIFE_MS),
  }
}
