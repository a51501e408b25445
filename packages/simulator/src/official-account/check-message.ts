import type { OfficialAccount } from './account.ts'
import { asObject, asText, type JsonObject } from './api-call.ts'
import { ApiRefusal } from './api-refusal.ts'
import type { Media, MediaKind } from './official-state.ts'
import { PROFILES } from './profile.ts'

const MAX_TEXT_BYTES = 2048
const LATER_TYPES = ['mpnews', 'mpnewsarticle', 'msgmenu', 'wxcard', 'miniprogrampage']
const CLASSIC_TYPES = ['text', 'image', 'voice', 'video', 'music', 'news']

/** A message that may be delivered; `undefined` content is what the old platform silently dropped. */
export interface CheckedMessage {
  readonly type: string
  readonly content: JsonObject | undefined
}

/**
 * Judges a message as the platform does.
 * @param findMedia A living medium of this account.
 * @throws {ApiRefusal} 40004 | 40007 | 40008 | 44003 | 44004 | 45002 | 45008 | 61452 | 40035
 */
export function checkMessage(
  account: OfficialAccount,
  body: JsonObject,
  findMedia: (mediaId: string) => Media | undefined,
): CheckedMessage {
  const profile = PROFILES[account.profile]
  const type = asText(body['msgtype'])
  if (![...CLASSIC_TYPES, ...(profile.laterTypes ? LATER_TYPES : [])].includes(type)) throw new ApiRefusal(40008)
  checkAgent(account, body['customservice'])
  const content = asObject(body[type])
  if (content === undefined) throw new ApiRefusal(type === 'news' ? 44003 : 44004)
  const medium = (name: string, kind: MediaKind): void => {
    const media = findMedia(asText(content[name]))
    if (media === undefined) throw new ApiRefusal(40007)
    if (media.kind !== kind) throw new ApiRefusal(40004)
  }
  if (type === 'text') checkText(content)
  if (type === 'image' || type === 'voice' || type === 'video') medium('media_id', type)
  if (type === 'video' || type === 'music' || type === 'miniprogrampage') medium('thumb_media_id', 'thumb')
  if (type === 'music' && (asText(content['musicurl']) === '' || asText(content['hqmusicurl']) === ''))
    throw new ApiRefusal(40035)
  if (type === 'msgmenu' && !(Array.isArray(content['list']) && content['list'].length > 0)) throw new ApiRefusal(44004)
  if (type !== 'news') return { type, content }
  const articles = Array.isArray(content['articles']) ? content['articles'].length : 0
  if (articles === 0) throw new ApiRefusal(44003)
  if (articles <= profile.maxArticles) return { type, content }
  // The V1.6 document: more than ten articles get no reaction at all.
  if (account.profile === 'v16') return { type, content: undefined }
  throw new ApiRefusal(45008)
}

function checkText(content: JsonObject): void {
  const text = asText(content['content'])
  if (text === '') throw new ApiRefusal(44004)
  if (Buffer.byteLength(text) > MAX_TEXT_BYTES) throw new ApiRefusal(45002)
}

function checkAgent(account: OfficialAccount, given: unknown): void {
  if (given === undefined) return
  if (!account.agents.includes(asText(asObject(given)?.['kf_account']))) throw new ApiRefusal(61452)
}
