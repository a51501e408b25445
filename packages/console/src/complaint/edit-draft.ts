import type { Action } from '../api/types.ts'
import { emptyDraft, writeDraft } from '../reply/drafts.ts'

type Editable = Pick<Action, 'id' | 'content' | 'images'>

/** Where the words of an action are kept while they are changed, apart from the reply being written. */
export const editDraftKey = ({ id }: Pick<Action, 'id'>): string => `action.${id}`

/** Begins with what the action says now. */
export const beginEdit = (action: Editable): void =>
  writeDraft(editDraftKey(action), { text: action.content ?? '', pictures: action.images })

export const endEdit = (action: Pick<Action, 'id'>): void => writeDraft(editDraftKey(action), emptyDraft)
