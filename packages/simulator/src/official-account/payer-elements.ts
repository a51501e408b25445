import { SimulatorError } from '../errors.ts'
import type { PictureInput } from '../simulator-api.ts'
import type { PayerMessageInput } from './api.ts'
import { ApiRefusal } from './api-refusal.ts'
import { checkFile } from './media-calls.ts'
import type { OfficialPlatform, PayerMessage } from './official-platform.ts'
import type { MediaKind } from './official-state.ts'

/** What a payer sends, as the elements of the wire. @throws {SimulatorError} `INPUT_INVALID` unless it is one thing */
export function payerElements(
  official: OfficialPlatform,
  appId: string,
  input: PayerMessageInput,
  pictureUrl: (mediaId: string) => string,
): PayerMessage {
  const { text, menuItemId, image, voice, video, location, link } = input
  const given = [text, image, voice, video, location, link].filter((content) => content !== undefined)
  if (given.length !== 1)
    throw new SimulatorError('INPUT_INVALID', 'expected exactly one content', 'Send text, a file, a place or a link.', {
      field: '/',
    })
  if (image !== undefined) {
    const mediaId = keepFile(official, appId, 'image', image)
    return { type: 'image', elements: { PicUrl: pictureUrl(mediaId), MediaId: mediaId } }
  }
  if (voice !== undefined)
    return { type: 'voice', elements: { MediaId: keepFile(official, appId, 'voice', voice), Format: 'amr' } }
  if (video !== undefined) {
    const mediaId = keepFile(official, appId, 'video', video)
    return { type: 'video', elements: { MediaId: mediaId, ThumbMediaId: mediaId } }
  }
  if (location !== undefined)
    return {
      type: 'location',
      elements: { Location_X: location.latitude, Location_Y: location.longitude, Scale: 20, Label: location.label },
    }
  if (link !== undefined)
    return { type: 'link', elements: { Title: link.title, Description: link.description, Url: link.url } }
  return {
    type: 'text',
    elements: { Content: text ?? '', ...(menuItemId === undefined ? {} : { bizmsgmenuid: menuItemId }) },
  }
}

/** Keeps a file of a payer. @throws {SimulatorError} `INPUT_INVALID` */
export function keepFile(
  official: OfficialPlatform,
  appId: string,
  kind: MediaKind,
  file: PictureInput,
  field = `/${kind}`,
): string {
  const bytes = typeof file === 'string' ? Buffer.from(file, 'base64') : Buffer.from(file)
  const { state, ids, blobs, now } = official.services
  const contentType = contentTypeOf(kind, bytes, field)
  const mediaId = ids.opaque(64)
  const digest = blobs.put(new Uint8Array(bytes))
  state.media.set(mediaId, { mediaId, appId, kind, contentType, digest, createdAt: now() })
  return mediaId
}

function contentTypeOf(kind: MediaKind, bytes: Buffer, field: string): string {
  try {
    return checkFile(kind, bytes)
  } catch (error) {
    if (!(error instanceof ApiRefusal)) throw error
    throw new SimulatorError('INPUT_INVALID', `${field}: ${error.message}`, 'Send another file as Base64 text.', {
      field,
    })
  }
}
