/** One article of a picture-and-text message that links out. At least one field is needed. */
export interface NewsArticle {
  readonly title?: string | undefined
  readonly description?: string | undefined
  /** http or https. */
  readonly url?: string | undefined
  /** JPG or PNG; good sizes are 640x320 (large) and 80x80 (small). */
  readonly pictureUrl?: string | undefined
}

/** The six types of V1.6. */
export type ClassicMessage =
  | { readonly type: 'text'; readonly content: string }
  | { readonly type: 'image'; readonly mediaId: string }
  | { readonly type: 'voice'; readonly mediaId: string }
  | {
      readonly type: 'video'
      readonly mediaId: string
      readonly thumbMediaId: string
      /** Not in V1.6. */
      readonly title?: string | undefined
      /** Not in V1.6. */
      readonly description?: string | undefined
    }
  | {
      readonly type: 'music'
      readonly musicUrl: string
      /** Preferred on Wi-Fi. */
      readonly hqMusicUrl: string
      readonly thumbMediaId: string
      readonly title?: string | undefined
      readonly description?: string | undefined
    }
  | { readonly type: 'news'; readonly articles: readonly NewsArticle[] }

/** Types that were added after V1.6. */
export type LaterMessage =
  | { readonly type: 'mpnews'; readonly mediaId: string }
  | { readonly type: 'mpnewsarticle'; readonly articleId: string }
  | {
      readonly type: 'msgmenu'
      readonly head?: string | undefined
      /** The payer's choice comes back as a text message with `menuItemId`. */
      readonly items: readonly { readonly id: string; readonly content: string }[]
      readonly tail?: string | undefined
    }
  | { readonly type: 'wxcard'; readonly cardId: string }
  | {
      readonly type: 'miniprogrampage'
      readonly title?: string | undefined
      readonly appId: string
      readonly pagePath: string
      readonly thumbMediaId: string
    }

/** A message to a payer (客服消息). */
export type CustomerMessage = ClassicMessage | LaterMessage
export type CustomerMessageType = CustomerMessage['type']

export interface MessageExtras {
  /** Sends in the name of this agent, `name@account` (客服账号). */
  readonly agent?: string | undefined
  /** Marks the content as made by a machine. */
  readonly madeByAi?: boolean | undefined
}
