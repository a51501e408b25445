import { createHash } from 'node:crypto'
import { branded, type ComplaintMediaId } from '../brands.ts'
import type { ImageUpload } from '../client/types.ts'
import { RecordReader } from '../reading/record-reader.ts'
import type { UnsignedRequest } from '../transport/request.ts'
import { CONTENT_TYPES, checkImage, safeFileName } from './format.ts'
import { chooseBoundary, encodeMultipart } from './multipart.ts'

export const IMAGES_PATH = '/v3/merchant-service/images'

/**
 * Builds the upload of one picture, unsigned. Repeating it makes another id and harms nothing.
 * @throws {ProtocolError} `IMAGE_INVALID`
 * @see docs/sdk/sources.md#upload
 */
export function buildUpload(image: ImageUpload, randomBytes: (size: number) => Uint8Array): UnsignedRequest {
  const format = checkImage(image.bytes)
  const fileName = safeFileName(image.fileName, format)
  const meta = JSON.stringify({ filename: fileName, sha256: createHash('sha256').update(image.bytes).digest('hex') })
  const boundary = chooseBoundary(image.bytes, randomBytes)
  const bytes = encodeMultipart({ meta, fileName, contentType: CONTENT_TYPES[format], bytes: image.bytes, boundary })
  return {
    call: 'upload',
    method: 'POST',
    path: `${IMAGES_PATH}/upload`,
    effect: 'idempotent',
    multipart: { contentType: `multipart/form-data; boundary=${boundary}`, bytes, signedText: meta },
  }
}

export const readUploadAnswer = (json: unknown): ComplaintMediaId =>
  branded('ComplaintMediaId', new RecordReader(json, '', { shape: 'upload', onDrift: undefined }).id('media_id'))
