import type { StoredPicture } from '../api/types.ts'
import { createDraftStore } from '../shell/draft-store.ts'
import { MAX_PICTURES } from './reply-text.ts'

/** A reply being written. Pictures are already stored by the desk, so a reload loses nothing. */
export interface Draft {
  readonly text: string
  readonly pictures: readonly StoredPicture[]
}

export const emptyDraft: Draft = { text: '', pictures: [] }

export const {
  read: readDraft,
  write: writeDraft,
  change: changeDraft,
  use: useDraft,
} = createDraftStore<Draft>({
  prefix: 'redress.draft.',
  empty: emptyDraft,
  isEmpty: (draft) => draft.text === '' && draft.pictures.length === 0,
  parse: draftFromJson,
})

/** Puts a reply that was taken back below what is being written; the same picture once, four at most. */
export const joinDraft = (
  draft: Draft,
  reply: { readonly content: string | null; readonly images: readonly StoredPicture[] },
): Draft => ({
  text: [draft.text, reply.content ?? ''].filter((text) => text !== '').join('\n'),
  pictures: [
    ...new Map([...draft.pictures, ...reply.images].map((picture) => [picture.mediaKey, picture])).values(),
  ].slice(0, MAX_PICTURES),
})

function draftFromJson(value: unknown): Draft {
  if (typeof value !== 'object' || value === null) return emptyDraft
  const pictures = 'pictures' in value && Array.isArray(value.pictures) ? value.pictures.filter(isStoredPicture) : []
  return { text: 'text' in value && typeof value.text === 'string' ? value.text : '', pictures }
}

const isStoredPicture = (value: unknown): value is StoredPicture =>
  typeof value === 'object' &&
  value !== null &&
  'mediaKey' in value &&
  typeof value.mediaKey === 'string' &&
  'url' in value &&
  typeof value.url === 'string'
