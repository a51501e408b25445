import { ProtocolError } from '../../errors.ts'
import type { JsonRecord } from '../../reading/record-reader.ts'
import { parseAppId, parseOpenId } from '../ids.ts'
import type { ApiRequest } from '../transport/send-api.ts'
import type { CustomerMessage, MessageExtras, NewsArticle } from './message.ts'
import { MESSAGE_PROFILES, type MessageProfile, type ProfileName } from './profile.ts'

/** Beyond this the platform answers 45002; measured, not documented. */
const MAX_TEXT_BYTES = 2048

/**
 * Checks a message and builds its request, unsent. Same input, same bytes.
 * @throws {ProtocolError} `ARGUMENT_INVALID` with the field
 * @see docs/sources-rights-v16.md#customer-messages (spec legacy-v16 5.1 to 5.3)
 */
export function buildMessageRequest(
  openId: string,
  message: CustomerMessage,
  profileName: ProfileName,
  extras: MessageExtras = {},
): ApiRequest {
  const profile = MESSAGE_PROFILES[profileName]
  if (!profile.types.has(message.type)) refuse('type', `${message.type} is not known in profile ${profileName}`)
  return {
    method: 'POST',
    path: '/cgi-bin/message/custom/send',
    effect: 'write',
    json: {
      touser: parseOpenId(openId),
      msgtype: message.type,
      [message.type]: content(message, profile),
      ...extraFields(extras, profile),
    },
  }
}

function content(message: CustomerMessage, profile: MessageProfile): JsonRecord {
  switch (message.type) {
    case 'text':
      return { content: text(message.content, 'content') }
    case 'image':
    case 'voice':
    case 'mpnews':
      return { media_id: id(message.mediaId, 'mediaId') }
    case 'video':
      if (!profile.extras && (message.title !== undefined || message.description !== undefined))
        refuse('title', 'a video has neither title nor description in profile v16')
      return {
        media_id: id(message.mediaId, 'mediaId'),
        thumb_media_id: id(message.thumbMediaId, 'thumbMediaId'),
        ...captions(message),
      }
    case 'music':
      return {
        ...captions(message),
        musicurl: webUrl(message.musicUrl, 'musicUrl'),
        hqmusicurl: webUrl(message.hqMusicUrl, 'hqMusicUrl'),
        thumb_media_id: id(message.thumbMediaId, 'thumbMediaId'),
      }
    case 'news':
      return { articles: articles(message.articles, profile.maxArticles) }
    case 'mpnewsarticle':
      return { article_id: id(message.articleId, 'articleId') }
    case 'msgmenu':
      return menu(message)
    case 'wxcard':
      return { card_id: id(message.cardId, 'cardId') }
    case 'miniprogrampage':
      return {
        ...optionalText('title', message.title, 'title'),
        appid: parseAppId(message.appId),
        pagepath: text(message.pagePath, 'pagePath'),
        thumb_media_id: id(message.thumbMediaId, 'thumbMediaId'),
      }
    default:
      return refuse('type', 'is not a type of message')
  }
}

function extraFields(extras: MessageExtras, profile: MessageProfile): JsonRecord {
  const { agent, madeByAi } = extras
  if (!profile.extras && (agent !== undefined || madeByAi !== undefined))
    refuse('agent', 'agents and the mark for machine-made content are not known in profile v16')
  if (agent !== undefined && !/^[^@\s]{1,64}@[^@\s]{1,64}$/.test(agent)) refuse('agent', 'expected name@account')
  return {
    ...(agent === undefined ? {} : { customservice: { kf_account: agent } }),
    ...(madeByAi === undefined ? {} : { aimsgcontext: { is_ai_msg: madeByAi ? 1 : 0 } }),
  }
}

function articles(list: readonly NewsArticle[], max: number): readonly JsonRecord[] {
  if (list.length === 0) refuse('articles', 'must not be empty')
  if (list.length > max) refuse('articles', `holds ${list.length}, at most ${max} are allowed`)
  return list.map((article, index) => {
    const at = `articles[${index}]`
    const { url, pictureUrl } = article
    const fields = {
      ...captions(article, at),
      ...(url === undefined ? {} : { url: webUrl(url, `${at}.url`) }),
      ...(pictureUrl === undefined ? {} : { picurl: webUrl(pictureUrl, `${at}.pictureUrl`) }),
    }
    if (Object.keys(fields).length === 0) refuse(at, 'must have a title, description, link or picture')
    return fields
  })
}

function menu(message: CustomerMessage & { type: 'msgmenu' }): JsonRecord {
  if (message.items.length === 0) refuse('items', 'must not be empty')
  const ids = new Set(message.items.map((item) => item.id))
  if (ids.size < message.items.length) refuse('items', 'two items have the same id')
  return {
    ...optionalText('head_content', message.head, 'head'),
    list: message.items.map((item, index) => ({
      id: id(item.id, `items[${index}].id`),
      content: text(item.content, `items[${index}].content`),
    })),
    ...optionalText('tail_content', message.tail, 'tail'),
  }
}

const captions = (
  source: { readonly title?: string | undefined; readonly description?: string | undefined },
  at?: string,
): JsonRecord => ({
  ...optionalText('title', source.title, at === undefined ? 'title' : `${at}.title`),
  ...optionalText('description', source.description, at === undefined ? 'description' : `${at}.description`),
})

const optionalText = (name: string, value: string | undefined, field: string): JsonRecord =>
  value === undefined ? {} : { [name]: text(value, field) }

function text(value: string, field: string): string {
  if (typeof value !== 'string' || value.trim() === '') return refuse(field, 'must not be empty')
  // Half a character would be written as an escape, which the platform refuses.
  if (/\p{Surrogate}/u.test(value)) return refuse(field, 'holds half of a character')
  const size = Buffer.byteLength(value)
  if (size > MAX_TEXT_BYTES) return refuse(field, `has ${size} bytes, at most ${MAX_TEXT_BYTES} are allowed`)
  return value
}

function id(value: string, field: string): string {
  if (typeof value !== 'string' || !/^[\x21-\x7e]{1,512}$/.test(value)) return refuse(field, 'expected an id')
  return value
}

function webUrl(value: string, field: string): string {
  const checked = text(value, field)
  if (!/^https?:\/\//i.test(checked) || !URL.canParse(checked))
    return refuse(field, 'expected an http or https address')
  return checked
}

const refuse = (field: string, message: string): never => {
  throw new ProtocolError('ARGUMENT_INVALID', `${field}: ${message}`, { field })
}
