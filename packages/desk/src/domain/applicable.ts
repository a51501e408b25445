import { type ComplaintFacts, readTimeline } from './deadlines.ts'
import { isNewEpisode, isPayerMessage, MERCHANT_REPLIED, orderTimeline, type TimelineEvent } from './timeline.ts'

export type GuardCode =
  | 'NO_REPLY'
  | 'UNANSWERED_PAYER_MESSAGE'
  | 'PROMISED_REFUND_NOT_ARRIVED'
  | 'SETTLEMENT_NOT_CONFIRMED'

/** A reason to stop and think before completing. A person may override it and says why. */
export interface Guard {
  readonly code: GuardCode
  readonly message: string
}

/** Whether something can be done now; a refusal that nobody can override carries its reason. */
export type Applicability =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly code: string; readonly reason: string }

export interface ApplicableFacts extends ComplaintFacts {
  /** The platform's own flag: a payer's message waits for an answer. */
  readonly awaitingReply: boolean
}

const guardMessages: Readonly<Record<GuardCode, string>> = {
  NO_REPLY: 'Nothing has been replied since the payer complained.',
  UNANSWERED_PAYER_MESSAGE: "The payer's last message has not been answered.",
  PROMISED_REFUND_NOT_ARRIVED: 'A refund was approved and has not arrived yet.',
  SETTLEMENT_NOT_CONFIRMED: 'Nobody has said that what was agreed with the payer has been carried out.',
}

/**
 * A rights ticket may only be marked once the agreed refund, return or exchange is really done; anything else ends in
 * arbitration. Asked every time, and no reason overrides it.
 */
export const settlementNotConfirmed: Guard = {
  code: 'SETTLEMENT_NOT_CONFIRMED',
  message: guardMessages.SETTLEMENT_NOT_CONFIRMED,
}

/**
 * What speaks against completing now. Completing too early is what makes payers complain again, and the platform
 * counts repeat complaints against the merchant.
 */
export function completionGuards(facts: ApplicableFacts, events: Iterable<TimelineEvent>): Guard[] {
  const timeline = orderTimeline(events)
  const current = timeline.slice(timeline.findLastIndex((event) => isNewEpisode(event.action)) + 1)
  const lastReply = current.findLastIndex((event) => event.action === MERCHANT_REPLIED)
  const lastMessage = current.findLastIndex((event) => isPayerMessage(event.action))
  const codes: GuardCode[] = []
  if (lastReply < 0) codes.push('NO_REPLY')
  // Before the first reply the platform may set its flag for the complaint itself, which NO_REPLY already says.
  if (lastMessage > lastReply || (facts.awaitingReply && lastReply >= 0)) codes.push('UNANSWERED_PAYER_MESSAGE')
  if (readTimeline(facts, timeline).refundPromised) codes.push('PROMISED_REFUND_NOT_ARRIVED')
  return codes.map((code) => ({ code, message: guardMessages[code] }))
}

/** Completing twice is refused by the platform, so it is refused here first. */
export function canComplete(facts: Pick<ComplaintFacts, 'state'>): Applicability {
  if (facts.state !== 'PROCESSED') return { allowed: true }
  return {
    allowed: false,
    code: 'ALREADY_PROCESSED',
    reason: 'The complaint is processed. It opens again when the payer continues it.',
  }
}
