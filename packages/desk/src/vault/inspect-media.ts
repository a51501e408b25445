import { checkMedia, MEDIA_RULES, type MediaKind, ProtocolError } from '@redress/wechatpay'
import { DeskError } from '../errors.ts'
import { type Inspected, inspectPicture } from './inspect.ts'

const NAMES: Readonly<Record<MediaKind, string>> = {
  image: 'png, jpg or gif picture',
  voice: 'amr or mp3 recording of at most 60 s',
  video: 'mp4 film',
  thumb: 'picture',
}

const tooLarge = (kind: MediaKind, size: number): DeskError =>
  new DeskError(
    'MEDIA_TOO_LARGE',
    `The ${kind} has ${size} bytes; at most ${MEDIA_RULES[kind].maxBytes} are allowed.`,
    'Save it smaller and attach it again.',
    { field: 'file' },
  )

/**
 * Looks at the bytes of a file for a message, whatever name or type came with them. The small picture of a video may be
 * any picture: what goes to the platform is made from it.
 * @throws {DeskError} `MEDIA_TOO_LARGE` | `MEDIA_TYPE` | `PICTURE_TYPE`
 */
export async function inspectMedia(kind: MediaKind, bytes: Uint8Array): Promise<Inspected> {
  if (kind === 'thumb') return await inspectPicture(bytes)
  if (bytes.byteLength > MEDIA_RULES[kind].maxBytes) throw tooLarge(kind, bytes.byteLength)
  try {
    const { contentType } = checkMedia(kind, bytes)
    return kind === 'image' ? await inspectPicture(bytes) : { contentType, width: null, height: null }
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    throw new DeskError('MEDIA_TYPE', `The file is no ${kind} that the platform takes.`, `Use a ${NAMES[kind]}.`, {
      field: 'file',
      cause: error,
    })
  }
}

/**
 * Looks at what a payer sent: a picture, a voice or a video.
 * @throws {DeskError} `MEDIA_TYPE` | `PICTURE_TYPE`
 */
export async function inspectAttachment(bytes: Uint8Array): Promise<Inspected> {
  for (const kind of ['voice', 'video'] as const) {
    try {
      return { contentType: checkMedia(kind, bytes).contentType, width: null, height: null }
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
    }
  }
  return await inspectPicture(bytes)
}
