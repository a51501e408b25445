import { createHash } from 'node:crypto'
import type { Applicability, ApplicableFacts } from './applicable.ts'
import {
  COMPLAINT_CONTINUED,
  orderTimeline,
  REFUND_APPROVED,
  REFUND_ENTRUSTED,
  REFUND_REFUSED,
  type TimelineEvent,
} from './timeline.ts'

export interface RefundFacts extends ApplicableFacts {
  readonly problemType: string | null
  readonly fullyRefunded: boolean
  readonly userTags: readonly string[]
  /** fen; null when the complaint names no order. */
  readonly orderAmount: number | null
  /** fen; what the payer asks for. */
  readonly applyRefundAmount: number | null
}

export interface RefundRules {
  /** Whether a decision needs the tag TRUSTED. The platform does not publish its rule, and refusals of both kinds are known. */
  readonly trustedOnly: boolean
  /** fen; the sum of a merchant's refunds of one Beijing day. Money never moves without a limit. */
  readonly dailyAmount: number
  /** fen; above it a second person has to agree. */
  readonly fourEyesAbove: number
}

export const DEFAULT_REFUND_RULES: RefundRules = { trustedOnly: false, dailyAmount: 1_000_000, fourEyesAbove: 100_000 }

const no = (code: string, reason: string): Applicability => ({ allowed: false, code, reason })

/** Whether the refund request of a complaint can be decided now. What the platform would refuse is refused here first. */
export function canDecideRefund(
  facts: RefundFacts,
  events: Iterable<TimelineEvent>,
  rules: Pick<RefundRules, 'trustedOnly'>,
): Applicability {
  const timeline = orderTimeline(events)
  const current = timeline.slice(timeline.findLastIndex((event) => event.action === COMPLAINT_CONTINUED) + 1)
  const has = (...actions: readonly string[]): boolean => current.some((event) => actions.includes(event.action))
  if (facts.problemType !== 'REFUND') return no('NOT_A_REFUND_REQUEST', 'The payer did not ask for a refund.')
  if (rules.trustedOnly && !facts.userTags.includes('TRUSTED')) {
    return no('PAYER_NOT_TRUSTED', 'The payer is not tagged TRUSTED, so the platform takes no decision here.')
  }
  if (timeline.some((event) => event.action === REFUND_ENTRUSTED)) {
    return no('REFUND_ENTRUSTED', 'The platform has refunded the payer itself.')
  }
  if (facts.fullyRefunded) return no('ALREADY_REFUNDED', 'The order has been refunded in full.')
  if (has(REFUND_APPROVED, REFUND_REFUSED)) return no('REFUND_ALREADY_DECIDED', 'The refund request has been decided.')
  if (facts.state === 'PROCESSED') return no('ALREADY_PROCESSED', 'The complaint is processed.')
  if (facts.orderAmount === null) return no('ORDER_UNKNOWN', 'The complaint names no order.')
  return { allowed: true }
}

/** What is refunded unless somebody says otherwise, fen. */
export const proposedRefund = ({ orderAmount, applyRefundAmount }: RefundFacts): number =>
  Math.min(applyRefundAmount ?? orderAmount ?? 0, orderAmount ?? 0)

/**
 * The merchant's own number of a refund: the same for the same complaint and episode, whoever asks and however often,
 * so that the platform pays once. At most 64 characters of those it takes.
 */
export function outRefundNo(platformId: string, episode: number): string {
  const name =
    platformId.length <= NAME_MAX
      ? platformId
      : createHash('sha256').update(platformId).digest('hex').slice(0, NAME_MAX)
  return `RD-${name}-${episode}`
}

// 64 less the letters around it and two digits of the episode.
const NAME_MAX = 58

/** The number of the episode that a refund was promised in, which its own number ends with. */
const episodeOf = (number: string): number => Number(/-(\d+)$/.exec(number)?.[1] ?? 1)

/**
 * A refund may go out when the merchant has promised it and nobody has paid since. An approval of an earlier episode
 * promised another one.
 * @param number What {@link outRefundNo} gave.
 */
export function refundStillOwed(events: Iterable<TimelineEvent>, number: string): boolean {
  const timeline = orderTimeline(events)
  if (timeline.some((event) => event.action === REFUND_ENTRUSTED)) return false
  const openings = timeline.flatMap((event, index) => (event.action === COMPLAINT_CONTINUED ? [index + 1] : []))
  const since = timeline.slice([0, ...openings][episodeOf(number) - 1] ?? timeline.length)
  return since.find(({ action }) => action === REFUND_APPROVED || action === REFUND_REFUSED)?.action === REFUND_APPROVED
}
