import { useCallback, useSyncExternalStore } from 'react'
import type { StoredPicture } from '../api/types.ts'

/** A reply being written. Pictures are already stored by the desk, so a reload loses nothing. */
export interface Draft {
  readonly text: string
  readonly pictures: readonly StoredPicture[]
}

export const emptyDraft: Draft = { text: '', pictures: [] }

const keyOf = (complaintId: string): string => `redress.draft.${complaintId}`
const listeners = new Set<() => void>()
// useSyncExternalStore compares by identity, so the parsed draft of an unchanged text must be the same object.
const parsed = new Map<string, { readonly text: string | null; readonly draft: Draft }>()

export function readDraft(complaintId: string): Draft {
  const key = keyOf(complaintId)
  const text = sessionStorage.getItem(key)
  const known = parsed.get(key)
  if (known !== undefined && known.text === text) return known.draft
  const draft = draftFromText(text)
  parsed.set(key, { text, draft })
  return draft
}

export function writeDraft(complaintId: string, draft: Draft): void {
  const key = keyOf(complaintId)
  if (draft.text === '' && draft.pictures.length === 0) sessionStorage.removeItem(key)
  else sessionStorage.setItem(key, JSON.stringify(draft))
  for (const listener of listeners) listener()
}

/** Changes what is there now; an upload that ends late must not bring back an older text. */
export const changeDraft = (complaintId: string, change: (draft: Draft) => Draft): void =>
  writeDraft(complaintId, change(readDraft(complaintId)))

function draftFromText(text: string | null): Draft {
  if (text === null) return emptyDraft
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return emptyDraft
    const pictures = 'pictures' in value && Array.isArray(value.pictures) ? value.pictures.filter(isStoredPicture) : []
    return { text: 'text' in value && typeof value.text === 'string' ? value.text : '', pictures }
  } catch {
    return emptyDraft
  }
}

const isStoredPicture = (value: unknown): value is StoredPicture =>
  typeof value === 'object' &&
  value !== null &&
  'mediaKey' in value &&
  typeof value.mediaKey === 'string' &&
  'url' in value &&
  typeof value.url === 'string'

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function useDraft(complaintId: string): readonly [Draft, (change: (draft: Draft) => Draft) => void] {
  const draft = useSyncExternalStore(subscribe, () => readDraft(complaintId))
  const change = useCallback((apply: (draft: Draft) => Draft) => changeDraft(complaintId, apply), [complaintId])
  return [draft, change]
}
