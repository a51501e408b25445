import type { Action } from '../api/types.ts'

/** Intended and not yet a fact: a verified action stands in the timeline, a cancelled one never will. */
export const isOpenAction = (action: Pick<Action, 'state'>): boolean =>
  action.state !== 'verified' && action.state !== 'cancelled'

export interface ActionChoices {
  readonly retry: boolean
  readonly cancel: boolean
  /** Change its words or pictures where it stands. */
  readonly edit: boolean
  /** Keep it here until somebody decides. */
  readonly hold: boolean
  /** A second person has to agree, and nobody has yet. */
  readonly agree: boolean
  /** Nobody knows whether it arrived: a person looks, and says that it did. */
  readonly settle: boolean
}

/** What a person may do with an action now; the desk remains the judge. */
export const actionChoices = (
  action: Pick<Action, 'kind' | 'state' | 'approval' | 'decision' | 'problem'>,
): ActionChoices => ({
  retry: action.state === 'parked',
  cancel: action.state === 'queued' || action.state === 'parked',
  edit:
    (action.kind === 'reply' || action.decision === 'reject') &&
    (action.state === 'queued' || action.state === 'parked'),
  hold: action.state === 'queued',
  agree: action.state === 'queued' && action.approval !== null && action.approval.by === null,
  settle: isUnsettledMessage(action),
})

/**
 * A message that may have arrived. Unlike anything else it cannot be looked up at the platform, so the desk never
 * repeats it by itself.
 */
export const isUnsettledMessage = (action: Pick<Action, 'kind' | 'state' | 'problem'>): boolean =>
  action.kind === 'message' && action.state === 'parked' && action.problem?.code === 'OUTCOME_UNKNOWN'
