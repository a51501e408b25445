import type { UnixMs } from './time.ts'

export type Side = 'payer' | 'merchant' | 'platform' | 'system'

/** One entry of the negotiation history, as far as decisions need it. Append-only: the platform never changes one. */
export interface TimelineEvent {
  /** The platform's operation serial, unique within a complaint. */
  readonly logId: string
  readonly at: UnixMs
  /** Clean name; values the desk does not know are kept as the platform sent them. */
  readonly action: string
}

/** Opens the first episode. */
export const COMPLAINT_FILED = 'USER_CREATE_COMPLAINT'
/** Opens a further episode. */
export const COMPLAINT_CONTINUED = 'USER_CONTINUE_COMPLAINT'
export const MERCHANT_REPLIED = 'MERCHANT_RESPONSE'
export const MERCHANT_COMPLETED = 'MERCHANT_CONFIRM_COMPLETE'
export const REFUND_APPROVED = 'MERCHANT_APPROVE_REFUND'
export const REFUND_REFUSED = 'MERCHANT_REFUSE_REFUND'
export const REFUND_ARRIVED = 'COMPLAINT_REFUND_RECEIVED_SYSTEM_MESSAGE'
/** The platform paid the payer back itself. */
export const REFUND_ENTRUSTED = 'COMPLAINT_ENTRUSTED_REFUND_SYSTEM_MESSAGE'

/** Of rights tickets. A request for a ticket that is open already. */
export const RIGHTS_REQUEST_REPEATED = 'RIGHTS_REQUEST_REPEATED'
/** A request for a closed ticket; opens a further episode. */
export const RIGHTS_REOPENED = 'RIGHTS_REOPENED'
/** The payer refused the settlement; opens a further episode. */
export const RIGHTS_REJECTED = 'RIGHTS_REJECTED'
export const RIGHTS_CONFIRMED = 'RIGHTS_CONFIRMED'
/** The merchant told the platform that it is done. */
export const RIGHTS_MARKED = 'RIGHTS_MARKED'
export const RIGHTS_TAKEN = 'RIGHTS_TAKEN'
export const RIGHTS_ARBITRATION_DEMANDED = 'RIGHTS_ARBITRATION_DEMANDED'
export const RIGHTS_ARBITRATION_ENDED = 'RIGHTS_ARBITRATION_ENDED'
export const RIGHTS_HELD_APPLIED = 'RIGHTS_HELD_APPLIED'
export const RIGHTS_HELD_DISMISSED = 'RIGHTS_HELD_DISMISSED'
/** Its log id is `delivery-reported:` and the id of the action. */
export const RIGHTS_DELIVERY_REPORTED = 'RIGHTS_DELIVERY_REPORTED'

const opensEpisode: ReadonlySet<string> = new Set([COMPLAINT_CONTINUED, RIGHTS_REOPENED, RIGHTS_REJECTED])

/** Begins a further stretch of work. */
export const isNewEpisode = (action: string): boolean => opensEpisode.has(action)

const payerMessages: ReadonlySet<string> = new Set(['USER_RESPONSE', 'USER_CLICK_RESPONSE'])
const payerSettles: ReadonlySet<string> = new Set(['USER_REVOKE_COMPLAINT', 'USER_CONFIRM_COMPLAINT'])

/** The payer wrote and may expect words back. */
export const isPayerMessage = (action: string): boolean => payerMessages.has(action)

/** The merchant answered: in words, or by deciding the refund request. */
export const isMerchantAnswer = (action: string): boolean =>
  action === MERCHANT_REPLIED || action === REFUND_APPROVED || action === REFUND_REFUSED

/** The payer withdrew the complaint or confirmed that it is solved. */
export const isPayerSettlement = (action: string): boolean => payerSettles.has(action)

/**
 * Who acted. The platform's `operator` is free text, so the side follows from the action; an unknown action is judged
 * by its prefix, which has held for every value since 2020.
 */
export function sideOf(action: string): Side {
  if (action.endsWith('_SYSTEM_MESSAGE') || action.startsWith('SERVICE_ORDER_')) return 'system'
  if (action.startsWith('USER_')) return 'payer'
  if (action.startsWith('MERCHANT_')) return 'merchant'
  if (action.startsWith('PLATFORM_')) return 'platform'
  return 'system'
}

/** Serials are digits of growing value; comparing length first orders them without reading them as numbers. */
const compareSerials = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)

const compareEvents = (a: TimelineEvent, b: TimelineEvent): number =>
  a.at - b.at ||
  Number(b.action === COMPLAINT_FILED) - Number(a.action === COMPLAINT_FILED) ||
  compareSerials(a.logId, b.logId)

/**
 * Oldest first, each entry once. The order is total, so whatever order entries arrive in, the timeline is the same.
 * Entries of the same second are ordered by serial: operations are stamped in seconds and follow each other faster.
 */
export function orderTimeline<Event extends TimelineEvent>(events: Iterable<Event>): Event[] {
  const byLogId = new Map<string, Event>()
  for (const event of events) if (!byLogId.has(event.logId)) byLogId.set(event.logId, event)
  return [...byLogId.values()].sort(compareEvents)
}

/** The number of the episode each entry belongs to, from 1. Takes entries in the order of {@link orderTimeline}. */
export function episodeNumbers(ordered: readonly TimelineEvent[]): number[] {
  let number = 1
  return ordered.map(({ action }) => (isNewEpisode(action) ? ++number : number))
}
