import { canComplete, completionGuards } from '../domain/applicable.ts'
import { canDecideRefund, type RefundFacts, type RefundRules } from '../domain/refund.ts'
import type { TimelineEvent } from '../domain/timeline.ts'
import type { ClaimedAction } from '../store/actions.ts'
import type { SendResult } from './next-step.ts'

/** What fresh facts say about an action before it goes out; undefined when nothing speaks against it. */
export function precondition(
  action: Pick<ClaimedAction, 'kind' | 'override_reason'>,
  facts: RefundFacts,
  events: readonly TimelineEvent[],
  rules: RefundRules,
): SendResult | undefined {
  if (action.kind === 'completion') {
    // Somebody completed it on the merchant platform, which is what was wanted.
    if (!canComplete(facts).allowed) return { kind: 'settled' }
    const guards = action.override_reason === null ? completionGuards(facts, events) : []
    if (guards.length === 0) return undefined
    const remedy = 'Settle what is open and complete again, or complete with a reason.'
    const message = guards.map((guard) => guard.message).join(' ')
    return { kind: 'refused', problem: { code: 'COMPLETION_GUARD', message, remedy } }
  }
  if (action.kind === 'refund-decision') {
    const answer = canDecideRefund(facts, events, rules)
    if (answer.allowed) return undefined
    const remedy = 'Look at the complaint: it has changed since this was queued. Then cancel this action.'
    return { kind: 'refused', problem: { code: answer.code, message: answer.reason, remedy } }
  }
  return undefined
}
