import type { ClassicMessage, MediaKind } from '@redress/wechatpay'

/** One article of a picture-and-text message. At least one field is there. */
export interface OutgoingArticle {
  readonly title?: string | undefined
  readonly description?: string | undefined
  /** http or https. */
  readonly url?: string | undefined
  /** Address of a JPG or PNG, http or https. */
  readonly pictureUrl?: string | undefined
}

/**
 * A message to a payer of an official account as the desk keeps it: files by their key in the vault, since ids of the
 * platform's temporary media end after three days.
 */
export type OutgoingMessage =
  | { readonly type: 'text'; readonly content: string }
  | { readonly type: 'image'; readonly mediaKey: string }
  | { readonly type: 'voice'; readonly mediaKey: string }
  | {
      readonly type: 'video'
      readonly mediaKey: string
      readonly thumbMediaKey: string
      readonly title?: string | undefined
      readonly description?: string | undefined
    }
  | {
      readonly type: 'music'
      readonly musicUrl: string
      readonly hqMusicUrl: string
      readonly thumbMediaKey: string
      readonly title?: string | undefined
      readonly description?: string | undefined
    }
  | { readonly type: 'news'; readonly articles: readonly OutgoingArticle[] }

export type OutgoingMessageType = OutgoingMessage['type']

/** A file that a message brings along. */
export interface MessageFile {
  readonly kind: MediaKind
  readonly mediaKey: string
}

/** The files of a message, each once. */
export function filesOf(message: OutgoingMessage): MessageFile[] {
  switch (message.type) {
    case 'image':
    case 'voice':
      return [{ kind: message.type, mediaKey: message.mediaKey }]
    case 'video':
      return [
        { kind: 'video', mediaKey: message.mediaKey },
        { kind: 'thumb', mediaKey: message.thumbMediaKey },
      ]
    case 'music':
      return [{ kind: 'thumb', mediaKey: message.thumbMediaKey }]
    default:
      return []
  }
}

/** The message as the platform takes it, with the ids that its files have there. */
export function withMediaIds(message: OutgoingMessage, idOf: (file: MessageFile) => string): ClassicMessage {
  switch (message.type) {
    case 'image':
    case 'voice':
      return { type: message.type, mediaId: idOf({ kind: message.type, mediaKey: message.mediaKey }) }
    case 'video': {
      const { mediaKey, thumbMediaKey, ...captions } = message
      const mediaId = idOf({ kind: 'video', mediaKey })
      return { ...captions, mediaId, thumbMediaId: idOf({ kind: 'thumb', mediaKey: thumbMediaKey }) }
    }
    case 'music': {
      const { thumbMediaKey, ...music } = message
      return { ...music, thumbMediaId: idOf({ kind: 'thumb', mediaKey: thumbMediaKey }) }
    }
    default:
      return message
  }
}

/** The words of a message, for lists, searches and timelines. */
export function wordsOf(message: OutgoingMessage | ClassicMessage): string | null {
  if (message.type === 'text') return message.content
  if (message.type === 'image' || message.type === 'voice') return null
  const parts =
    message.type === 'news'
      ? message.articles.flatMap(({ title, description, url }) => [title, description, url])
      : [message.title, message.description, ...(message.type === 'music' ? [message.musicUrl] : [])]
  return parts.filter((part) => part !== undefined && part !== '').join('\n') || null
}
