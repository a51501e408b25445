import type { Action } from '../api/types.ts'

/** Intended and not yet a fact: a verified action stands in the timeline, a cancelled one never will. */
export const isOpenAction = (action: Pick<Action, 'state'>): boolean =>
  action.state !== 'verified' && action.state !== 'cancelled'

/** What a person may do with an action now; the desk remains the judge. */
export const actionChoices = (
  action: Pick<Action, 'state'>,
): { readonly retry: boolean; readonly cancel: boolean } => ({
  retry: action.state === 'parked',
  cancel: action.state === 'queued' || action.state === 'parked',
})
