import type { MediaKind, Message, MessageType, RightsTicket, StoredMedia } from '../api/types.ts'

export const messageTypes = ['text', 'image', 'voice', 'video', 'music', 'news'] as const satisfies MessageType[]

/** Where a file of a message stands. */
export const fileSlots = ['image', 'voice', 'video', 'videoThumb', 'musicThumb'] as const
export type FileSlot = (typeof fileSlots)[number]

export const kindOfSlot: Readonly<Record<FileSlot, MediaKind>> = {
  image: 'image',
  voice: 'voice',
  video: 'video',
  videoThumb: 'thumb',
  musicThumb: 'thumb',
}

export const slotsOfType: Readonly<Record<MessageType, readonly FileSlot[]>> = {
  text: [],
  image: ['image'],
  voice: ['voice'],
  video: ['video', 'videoThumb'],
  music: ['musicThumb'],
  news: [],
}

export interface ArticleDraft {
  readonly title: string
  readonly description: string
  readonly url: string
  readonly pictureUrl: string
}

/** A message being written: each kind keeps its own parts while another is tried. Files are stored by the desk already. */
export interface MessageDraft {
  readonly type: MessageType
  readonly text: string
  readonly files: { readonly [Slot in FileSlot]?: StoredMedia }
  readonly video: { readonly title: string; readonly description: string }
  readonly music: {
    readonly musicUrl: string
    readonly hqMusicUrl: string
    readonly title: string
    readonly description: string
  }
  readonly articles: readonly ArticleDraft[]
}

export const emptyArticle: ArticleDraft = { title: '', description: '', url: '', pictureUrl: '' }

export const emptyMessage: MessageDraft = {
  type: 'text',
  text: '',
  files: {},
  video: { title: '', description: '' },
  music: { musicUrl: '', hqMusicUrl: '', title: '', description: '' },
  articles: [emptyArticle],
}

/** Most bytes of a text in UTF-8, as measured at the platform. */
export const TEXT_LIMIT = 2048

/** Bytes of a text as the platform counts them: a Han character takes three. */
export const bytesOf = (text: string): number => new TextEncoder().encode(text).length

/** What keeps a message from being sent. The first thing to mend comes first. */
export type Obstacle =
  | { readonly code: 'typeRefused' | 'empty' }
  | { readonly code: 'over'; readonly bytes: number }
  | { readonly code: 'noMedia'; readonly kind: MediaKind }
  | { readonly code: 'needLink' | 'link'; readonly field: 'musicUrl' | 'hqMusicUrl' | 'url' | 'pictureUrl' }
  | { readonly code: 'emptyArticle'; readonly number: number }
  | { readonly code: 'tooManyArticles' }

/** Same rules as the desk; the desk remains the judge. */
export function obstacleOf(
  draft: MessageDraft,
  { messageTypes: allowed, maxArticles }: Pick<RightsTicket, 'messageTypes' | 'maxArticles'>,
): Obstacle | undefined {
  if (!allowed.includes(draft.type)) return { code: 'typeRefused' }
  const missing = slotsOfType[draft.type].find((slot) => draft.files[slot] === undefined)
  switch (draft.type) {
    case 'text': {
      const bytes = bytesOf(draft.text)
      if (draft.text.trim() === '') return { code: 'empty' }
      return bytes > TEXT_LIMIT ? { code: 'over', bytes: bytes - TEXT_LIMIT } : undefined
    }
    case 'music':
      for (const field of ['musicUrl', 'hqMusicUrl'] as const) {
        if (draft.music[field].trim() === '') return { code: 'needLink', field }
        if (!isLink(draft.music[field])) return { code: 'link', field }
      }
      break
    case 'news':
      return obstacleOfArticles(draft.articles, maxArticles)
    default:
  }
  return missing === undefined ? undefined : { code: 'noMedia', kind: kindOfSlot[missing] }
}

function obstacleOfArticles(articles: readonly ArticleDraft[], max: number): Obstacle | undefined {
  if (articles.length > max) return { code: 'tooManyArticles' }
  for (const [index, article] of articles.entries()) {
    if (Object.values(article).every((text) => text.trim() === '')) return { code: 'emptyArticle', number: index + 1 }
    for (const field of ['url', 'pictureUrl'] as const) {
      if (article[field].trim() !== '' && !isLink(article[field])) return { code: 'link', field }
    }
  }
  return undefined
}

function isLink(text: string): boolean {
  const link = text.trim()
  return /^https?:\/\/[^/\s]/i.test(link) && URL.canParse(link)
}

/** Turns a judged draft into what the desk takes; empty parts are left out. */
export function messageFromDraft(draft: MessageDraft): Message {
  const keyOf = (slot: FileSlot): string => draft.files[slot]?.mediaKey ?? ''
  switch (draft.type) {
    case 'text':
      return { type: 'text', content: draft.text }
    case 'image':
    case 'voice':
      return { type: draft.type, mediaKey: keyOf(draft.type) }
    case 'video':
      return { type: 'video', mediaKey: keyOf('video'), thumbMediaKey: keyOf('videoThumb'), ...filled(draft.video) }
    case 'music': {
      const { musicUrl, hqMusicUrl, ...words } = draft.music
      return {
        type: 'music',
        musicUrl: musicUrl.trim(),
        hqMusicUrl: hqMusicUrl.trim(),
        thumbMediaKey: keyOf('musicThumb'),
        ...filled(words),
      }
    }
    default:
      return { type: 'news', articles: draft.articles.map((article) => filled({ ...article })) }
  }
}

const filled = <T extends Record<string, string>>(texts: T): Partial<T> => {
  const kept: Partial<T> = {}
  for (const key in texts) if (texts[key]?.trim() !== '') Object.assign(kept, { [key]: texts[key]?.trim() })
  return kept
}

/** The draft without what was just sent; the kind stays, since a second one often follows. */
export function withoutSent(draft: MessageDraft): MessageDraft {
  const { type } = draft
  const files = { ...draft.files }
  for (const slot of slotsOfType[type]) delete files[slot]
  return {
    ...draft,
    files,
    ...(type === 'text' ? { text: '' } : {}),
    ...(type === 'video' ? { video: emptyMessage.video } : {}),
    ...(type === 'music' ? { music: emptyMessage.music } : {}),
    ...(type === 'news' ? { articles: emptyMessage.articles } : {}),
  }
}
