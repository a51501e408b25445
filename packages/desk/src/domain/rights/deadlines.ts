import type { Deadline, Episode, Reading } from '../deadlines.ts'
import { HOUR_MS, type UnixMs } from '../time.ts'
import type { DeliveryState, Goods } from './goods.ts'

/** Calendar days of 24 h: no day of Beijing is longer or shorter. */
const DAY_MS = 24 * HOUR_MS

/**
 * Rules R1, R3 and R4 of V1.6.
 * @see spec legacy-v16 7.1
 */
export const RIGHTS_CLOCKS: Readonly<
  Record<Goods, { deliveryMs: number; undeliveredMs: number; deliveredMs: number }>
> = {
  virtual: { deliveryMs: 24 * HOUR_MS, undeliveredMs: DAY_MS, deliveredMs: 3 * DAY_MS },
  service: { deliveryMs: 24 * HOUR_MS, undeliveredMs: DAY_MS, deliveredMs: 3 * DAY_MS },
  physical: { deliveryMs: 72 * HOUR_MS, undeliveredMs: 2 * DAY_MS, deliveredMs: 15 * DAY_MS },
}

/** Rule R2: how long after payment a complaint may be filed. */
export const FILING_WINDOW_MS = 45 * DAY_MS

/** What decisions need to know of the order that a ticket is about. */
export interface OrderFacts {
  readonly goods: Goods
  readonly paidAt: UnixMs | null
  /** Null while nobody has said so. */
  readonly delivery: DeliveryState | null
  readonly deliveredAt: UnixMs | null
}

/** What moves the clocks of a ticket. */
export interface ClockEvent {
  readonly kind: 'opened' | 'rejected' | 'marked' | 'closed'
  readonly at: UnixMs
}

export interface RightsClockSettings {
  /** Whether a refusal starts a new clock or the one of the filing goes on. */
  readonly afterRejection: 'restart' | 'original'
}

/** What is not known to be delivered counts as not delivered: that clock is the shorter one. */
export const deliveredBy = ({ delivery, deliveredAt }: OrderFacts, at: UnixMs): boolean =>
  delivery === 'delivered' && deliveredAt !== null && deliveredAt <= at

/** How long a ticket filed at `filedAt` may take. What is delivered later does not change it. */
export function settlementMs(order: OrderFacts, filedAt: UnixMs): number {
  const clocks = RIGHTS_CLOCKS[order.goods]
  return deliveredBy(order, filedAt) ? clocks.deliveredMs : clocks.undeliveredMs
}

/** When the delivery is due; null while the payment is not known. */
export const deliveryDueAt = ({ goods, paidAt }: OrderFacts): UnixMs | null =>
  paidAt === null ? null : paidAt + RIGHTS_CLOCKS[goods].deliveryMs

type Open<T> = { -readonly [K in keyof T]: T[K] }

/**
 * Reads episodes and deadlines off the clock of a ticket, which {@link foldTicket} has put in order. A refusal opens a
 * further episode; a duty of an episode outlives it, so that refusing never forgives.
 * @see spec legacy-v16 7.3
 */
export function readRightsClock(
  events: readonly ClockEvent[],
  order: OrderFacts,
  { afterRejection }: RightsClockSettings,
): Reading {
  const episodes: Open<Episode>[] = []
  const settlements: Open<Deadline>[] = []
  let filing: { readonly at: UnixMs; readonly length: number } | undefined

  const open = (at: UnixMs, startsAt: UnixMs, length: number): void => {
    const previous = episodes.at(-1)
    if (previous) previous.closedAt ??= Math.max(at, previous.openedAt)
    const number = episodes.length + 1
    episodes.push({ number, openedAt: at, closedAt: null })
    settlements.push({
      kind: 'settlement',
      episode: number,
      startsAt,
      dueAt: startsAt + length,
      ended: false,
      metAt: null,
    })
  }
  const end = (at: UnixMs): void => {
    for (const deadline of settlements) {
      if (deadline.ended) continue
      deadline.ended = true
      deadline.metAt = Math.max(at, deadline.startsAt)
    }
    const episode = episodes.at(-1)
    if (episode) episode.closedAt ??= Math.max(at, episode.openedAt)
  }

  for (const { kind, at } of events) {
    if (kind === 'opened') filing = { at, length: settlementMs(order, at) }
    if (kind === 'opened' || kind === 'rejected') {
      // A refusal that a person applied may come before any request: then the ticket begins with it.
      filing ??= { at, length: settlementMs(order, at) }
      open(at, kind === 'rejected' && afterRejection === 'original' ? filing.at : at, filing.length)
    } else end(at)
  }
  const last = events.at(-1)
  const closedAt = last?.kind === 'closed' ? last.at : null
  const deadlines = [...deliveryDuty(order, closedAt), ...settlements]
  return { episodes, deadlines: episodes.length === 0 ? [] : deadlines, refundPromised: false }
}

/** Rule R1, as far as the payment is known. Closing the ticket ends it, too: nothing is left to deliver. */
function deliveryDuty(order: OrderFacts, closedAt: UnixMs | null): Deadline[] {
  const dueAt = deliveryDueAt(order)
  if (order.paidAt === null || dueAt === null) return []
  const delivered = order.delivery === 'delivered'
  const endedAt = delivered ? order.deliveredAt : closedAt
  return [
    {
      kind: 'delivery',
      episode: 1,
      startsAt: order.paidAt,
      dueAt,
      ended: delivered || closedAt !== null,
      metAt: endedAt === null ? null : Math.max(endedAt, order.paidAt),
    },
  ]
}

export type FilingProblem = 'AFTER_WINDOW' | 'BEFORE_DELIVERY_DEADLINE'

/**
 * Whether the complaint was filed within its time. That it came before the delivery was due is only said when somebody
 * has said that nothing had been delivered.
 * @see spec legacy-v16 7.2
 */
export function filingOf(
  order: OrderFacts,
  filedAt: UnixMs,
): { readonly endsAt: UnixMs | null; readonly problem: FilingProblem | null } {
  if (order.paidAt === null) return { endsAt: null, problem: null }
  const endsAt = order.paidAt + FILING_WINDOW_MS
  if (filedAt > endsAt) return { endsAt, problem: 'AFTER_WINDOW' }
  const early = filedAt <= order.paidAt + RIGHTS_CLOCKS[order.goods].deliveryMs
  const undelivered = order.delivery !== null && !deliveredBy(order, filedAt)
  return { endsAt, problem: early && undelivered ? 'BEFORE_DELIVERY_DEADLINE' : null }
}

export type ArbitrationReason = 'OVERDUE' | 'REJECTED'

/**
 * What gives the payer the right to arbitration now (rule R6): the time to settle has passed, or the last word of the
 * payer is a refusal.
 */
export function arbitrationReasons(
  deadlines: readonly Deadline[],
  { rejected, now }: { readonly rejected: boolean; readonly now: UnixMs },
): ArbitrationReason[] {
  const overdue = deadlines.some(({ kind, ended, dueAt }) => kind === 'settlement' && !ended && now > dueAt)
  return [...(overdue ? (['OVERDUE'] as const) : []), ...(rejected ? (['REJECTED'] as const) : [])]
}
