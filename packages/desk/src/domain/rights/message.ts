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
