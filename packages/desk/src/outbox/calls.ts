import type { PlatformCall } from '../domain/budgets.ts'
import type { Turns } from '../platform/turns.ts'
import type { ClaimedAction } from '../store/actions.ts'
import type { ActionKind } from '../store/schema/outbox.ts'

/** The write that a kind of action is; which of two, its channel says. */
const CALLS: Readonly<Record<ActionKind, readonly PlatformCall[]>> = {
  reply: ['reply'],
  completion: ['complete', 'feedback-update'],
  'refund-decision': ['refund-decision'],
  refund: ['refund'],
  message: ['message'],
  'delivery-notice': ['delivery-notice'],
}

export const WRITE_CALLS: readonly PlatformCall[] = [...new Set(Object.values(CALLS).flat())]

/** Files go up before the write; their budget holds up the same kind of action only. */
const ownBudget: ReadonlySet<PlatformCall> = new Set([...WRITE_CALLS, 'media-upload'])

/** The call that an action is made of. */
export function callOf({ kind, channel }: Pick<ClaimedAction, 'kind' | 'channel'>): PlatformCall {
  const [call, ofRights] = CALLS[kind]
  return (channel === 'rights-v16' ? (ofRights ?? call) : call) ?? 'reply'
}

/** What has to wait for its turn, as `merchant/kind`. A merchant has one channel, so the other's calls name nobody of it. */
export const kindsWaiting = (turns: Turns, now: Date): string[] =>
  Object.entries(CALLS).flatMap(([kind, calls]) =>
    turns.waiting(calls, now).map((merchantId) => `${merchantId}/${kind}`),
  )

/** The budget of the write itself holds up one kind of action, that of a read all actions of the merchant. */
export const gateName = (action: ClaimedAction, call: PlatformCall): string =>
  ownBudget.has(call) ? `${action.merchant_id}/${action.kind}` : action.merchant_id
