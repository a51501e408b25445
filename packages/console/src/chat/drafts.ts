import type { StoredMedia } from '../api/types.ts'
import { createDraftStore } from '../shell/draft-store.ts'
import {
  type ArticleDraft,
  emptyArticle,
  emptyMessage,
  type FileSlot,
  fileSlots,
  type MessageDraft,
  messageTypes,
} from './message-draft.ts'

export const { change: changeMessage, use: useMessage } = createDraftStore<MessageDraft>({
  prefix: 'redress.message.',
  empty: emptyMessage,
  isEmpty: (draft) => JSON.stringify(draft) === JSON.stringify(emptyMessage),
  parse: messageDraftFromJson,
})

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Reads a draft as stored before; parts of another shape are left out. */
export function messageDraftFromJson(value: unknown): MessageDraft {
  if (!isRecord(value)) return emptyMessage
  const files: { [Slot in FileSlot]?: StoredMedia } = {}
  const stored = isRecord(value['files']) ? value['files'] : {}
  for (const slot of fileSlots) {
    const file = stored[slot]
    if (isStoredMedia(file)) files[slot] = file
  }
  const articles: ArticleDraft[] = (Array.isArray(value['articles']) ? value['articles'] : []).map((article: unknown) =>
    textsOf(emptyArticle, article),
  )
  return {
    type: messageTypes.find((type) => type === value['type']) ?? 'text',
    text: typeof value['text'] === 'string' ? value['text'] : '',
    files,
    video: textsOf(emptyMessage.video, value['video']),
    music: textsOf(emptyMessage.music, value['music']),
    articles: articles.length === 0 ? emptyMessage.articles : articles,
  }
}

/** The texts of `value` under the keys of `empty`. */
function textsOf<T extends object>(empty: T, value: unknown): T {
  if (!isRecord(value)) return empty
  const texts = Object.keys(empty).flatMap((key) => (typeof value[key] === 'string' ? [[key, value[key]]] : []))
  return { ...empty, ...Object.fromEntries(texts) }
}

const isStoredMedia = (value: unknown): value is StoredMedia =>
  isRecord(value) &&
  typeof value['mediaKey'] === 'string' &&
  typeof value['url'] === 'string' &&
  typeof value['contentType'] === 'string' &&
  typeof value['size'] === 'number'
