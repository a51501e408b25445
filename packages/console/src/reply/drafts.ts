import type { StoredPicture } from '../api/types.ts'
import { createDraftStore } from '../shell/draft-store.ts'

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
  subscribe: subscribeToDrafts,
  use: useDraft,
} = createDraftStore<Draft>({
  prefix: 'redress.draft.',
  empty: emptyDraft,
  isEmpty: (draft) => draft.text === '' && draft.pictures.length === 0,
  parse: draftFromJson,
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
