import type { FastifyRequest } from 'fastify'
import { DeskError } from '../../errors.ts'
import type { Api, ApiParts } from '../api.ts'
import { contract } from '../contract.ts'
import { imagePath } from '../views/image.ts'

/** Larger than phones make them; the platform's copy is shrunk later. */
export const UPLOAD_MAX_BYTES = 15 * 1024 * 1024

const tooLarge = (): DeskError =>
  new DeskError('PICTURE_TOO_LARGE', 'The picture has more than 15 MB.', 'Save it smaller and attach it again.', {
    field: 'file',
  })

/** The one file of a form. @throws {DeskError} `FILE_MISSING` | `PICTURE_TOO_LARGE` */
export async function uploadedFile(request: FastifyRequest): Promise<Buffer> {
  const file = await request.file()
  if (file?.fieldname !== 'file') {
    throw new DeskError('FILE_MISSING', 'The form has no file.', 'Send one file in the field "file".', {
      field: 'file',
    })
  }
  const bytes = await file.toBuffer()
  // The parser cuts a file at the limit and does not always say so by itself.
  if (file.file.truncated) throw tooLarge()
  return bytes
}

export function imageRoutes(app: Api, { vault }: ApiParts): void {
  app.route({
    ...contract.uploadImage,
    handler: async (request, reply) => {
      const media = await vault.store(await uploadedFile(request))
      return await reply.code(201).send({
        mediaKey: media.media_key,
        url: imagePath(media.media_key),
        contentType: media.content_type,
        size: media.size,
        ...(media.width === null ? {} : { width: media.width }),
        ...(media.height === null ? {} : { height: media.height }),
      })
    },
  })

  app.route({
    ...contract.getImage,
    handler: async (request, reply) => {
      const { mediaKey } = request.params
      const picture = request.query.size === 'thumb' ? await vault.thumbnail(mediaKey) : await vault.original(mediaKey)
      if (!picture) throw new DeskError('IMAGE_UNKNOWN', 'There is no such picture.', 'Read the complaint again.')
      const part = partOf(request.headers.range, picture.bytes.length)
      const whole = part === undefined
      // Strangers made these bytes. They are shown as what they are or not at all, and never as a page of this site.
      // A week and not a year: what the desk removes when its time is over must not live on in browsers.
      await reply
        .code(whole ? 200 : 206)
        .headers(whole ? {} : { 'Content-Range': `bytes ${part.start}-${part.end}/${picture.bytes.length}` })
        .header('Accept-Ranges', 'bytes')
        .header('Content-Security-Policy', "default-src 'none'; sandbox")
        .header('X-Content-Type-Options', 'nosniff')
        .header('Content-Disposition', 'inline')
        .header('Cache-Control', 'private, max-age=604800, immutable')
        .type(picture.contentType)
        .send(whole ? picture.bytes : picture.bytes.subarray(part.start, part.end + 1))
    },
  })
}

/**
 * The one part that a player asks for; some play nothing without. Undefined for the whole: a request for several parts,
 * or for one that is not there, is answered so, which the protocol allows.
 */
export function partOf(range: string | undefined, size: number): { start: number; end: number } | undefined {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range ?? '') ?? []
  if (first === '' && last === '') return undefined
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1)
  return start <= end ? { start, end } : undefined
}
