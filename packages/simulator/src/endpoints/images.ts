import { createHash } from 'node:crypto'
import { object, text } from '../fields/fields.ts'
import { readJson } from '../http/body.ts'
import { binary, type Endpoint, json } from '../http/endpoint.ts'
import { refuse } from '../http/refusals.ts'
import { mayActFor } from '../state/merchant.ts'
import { MAX_PICTURE_BYTES, pictureType } from '../state/picture-type.ts'

const meta = object({
  filename: text({
    label: '文件名',
    max: 128,
    pattern: /\.(?:jpg|bmp|png)$/i,
    expected: 'expected a name that ends in jpg, bmp or png',
  }),
  sha256: text({ label: '文件摘要', max: 256 }),
})

/** 3.10 Takes a picture that replies can then refer to. Only the text of `meta` is signed. */
export const upload: Endpoint = {
  call: 'upload',
  method: 'POST',
  path: '/v3/merchant-service/images/upload',
  multipart: true,
  handle(context) {
    const { state, strictness, changed } = context.services
    const metaPart = context.parts.find((part) => part.name === 'meta')
    const file = context.parts.find((part) => part.name === 'file')
    if (metaPart === undefined) throw refuse.multipart('the part "meta" is missing')
    if (file === undefined) throw refuse.multipart('the part "file" is missing')
    const { filename, sha256 } = readJson(metaPart.content, meta, strictness())
    if (file.content.length > MAX_PICTURE_BYTES) {
      throw refuse.body('/file', '图片大小超过2M', `is larger than ${MAX_PICTURE_BYTES} bytes`)
    }
    const digest = createHash('sha256').update(file.content).digest('hex')
    if (digest !== sha256.toLowerCase()) throw refuse.body('/sha256', '文件摘要不匹配', 'is not the digest of the file')
    const type = pictureType(file.content)
    if (type === undefined) throw refuse.body('/file', '图片格式错误', 'is no jpg, bmp or png picture')
    const suffix = filename.slice(filename.lastIndexOf('.') + 1).toLowerCase()
    const id = state.ids.upload(suffix)
    state.pictures.set(id, {
      id,
      kind: 'upload',
      mchid: context.caller.mchid,
      complaintId: null,
      contentType: type.contentType,
      digest: state.blobs.put(file.content),
    })
    changed()
    return json({ media_id: id })
  },
}

/** 3.11 A payer's picture, raw and unsigned. */
export const download: Endpoint = {
  call: 'download',
  method: 'GET',
  path: '/v3/merchant-service/images/{media_id}',
  handle(context) {
    const { state } = context.services
    const picture = state.pictures.get(context.params['media_id'] ?? '')
    const merchant = picture === undefined ? undefined : state.merchants.get(picture.mchid)
    // What the upload returned cannot be read back, and a stranger learns nothing from the answer.
    if (picture?.kind !== 'payer' || merchant === undefined || !mayActFor(context.caller.mchid, merchant)) {
      throw refuse.pictureUnknown()
    }
    const bytes = state.blobs.get(picture.digest)
    if (bytes === undefined) throw refuse.pictureUnknown()
    return binary(bytes, picture.contentType)
  },
}
