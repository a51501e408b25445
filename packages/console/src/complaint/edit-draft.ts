import { useSyncExternalStore } from 'react'
import type { Action } from '../api/types.ts'
import { type Draft, emptyDraft, readDraft, subscribeToDrafts, writeDraft } from '../reply/drafts.ts'

type Editable = Pick<Action, 'id' | 'content' | 'images'>

/** Where the words of an action are kept while they are changed, apart from the reply being written. */
export const editDraftKey = ({ id }: Pick<Action, 'id'>): string => `action.${id}`

/** Whether somebody has begun to change the action on this page, and neither saved nor discarded it. */
export const isBeingEdited = (action: Pick<Action, 'id'>): boolean => readDraft(editDraftKey(action)) !== emptyDraft

/** Begins with what the action says now, unless words typed before are still there. */
export function beginEdit(action: Editable): void {
  if (!isBeingEdited(action)) writeDraft(editDraftKey(action), draftOf(action))
}

export const endEdit = (action: Pick<Action, 'id'>): void => writeDraft(editDraftKey(action), emptyDraft)

const draftOf = ({ content, images }: Editable): Draft => ({ text: content ?? '', pictures: images })

const contentOf = ({ text, pictures }: Draft): string =>
  JSON.stringify([text, ...pictures.map(({ mediaKey }) => mediaKey)])

/** Whether words would be lost if the editor of the action went away. */
const isChanged = (action: Editable): boolean =>
  isBeingEdited(action) && contentOf(readDraft(editDraftKey(action))) !== contentOf(draftOf(action))

/** The ids of the actions with changes that are neither saved nor discarded. */
export function useChangedActions(actions: readonly Editable[]): ReadonlySet<string> {
  // One text, since the snapshot of a store is compared by identity.
  const read = () => JSON.stringify(actions.filter(isChanged).map(({ id }) => id))
  const ids: unknown = JSON.parse(useSyncExternalStore(subscribeToDrafts, read))
  return new Set(Array.isArray(ids) ? ids : [])
}
