import { HOUR_MS, MINUTE_MS, type UnixMs } from './time.ts'
import {
  COMPLAINT_CONTINUED,
  isMerchantAnswer,
  isPayerMessage,
  isPayerSettlement,
  MERCHANT_COMPLETED,
  orderTimeline,
  REFUND_APPROVED,
  REFUND_ARRIVED,
  REFUND_ENTRUSTED,
  REFUND_REFUSED,
  type TimelineEvent,
} from './timeline.ts'

export type DeadlineKind = 'first-reply' | 'next-reply' | 'settlement' | 'delivery'

export interface DeadlineSettings {
  /** From the opening of an episode to the first answer. Published: 24 h, by the exact hour. */
  readonly firstReplyMs: number
  /** From the opening of an episode to its settlement. Published: 72 h, by the exact hour. */
  readonly settlementMs: number
  /** From a payer's message to the next answer. Not published; ours. */
  readonly nextReplyMs: number
  /** The same while the payer waits in a live chat (即时服务). Not published; ours. */
  readonly immediateReplyMs: number
}

/** @see spec of the platform's service levels: first reply within 24 h, completion within 72 h of the complaint */
export const DEFAULT_DEADLINES: DeadlineSettings = {
  firstReplyMs: 24 * HOUR_MS,
  settlementMs: 72 * HOUR_MS,
  nextReplyMs: 24 * HOUR_MS,
  immediateReplyMs: 5 * MINUTE_MS,
}

export interface Deadline {
  readonly kind: DeadlineKind
  /** Number of the episode that owes it, from 1. */
  readonly episode: number
  readonly startsAt: UnixMs
  readonly dueAt: UnixMs
  /** Whether the duty has ended. */
  readonly ended: boolean
  /** When it ended; null while it is open, or when the platform reports the end without its instant. */
  readonly metAt: UnixMs | null
}

export interface Episode {
  /** From 1. */
  readonly number: number
  readonly openedAt: UnixMs
  readonly closedAt: UnixMs | null
}

/** What the platform's detail says, as far as deadlines depend on it. */
export interface ComplaintFacts {
  readonly complainedAt: UnixMs
  readonly state: string
  /** 1 + the number of continuations the platform has counted. */
  readonly complaintTimes: number
  readonly needImmediateService: boolean
}

export interface Reading {
  readonly episodes: readonly Episode[]
  readonly deadlines: readonly Deadline[]
  /** A refund was approved and has not arrived. */
  readonly refundPromised: boolean
}

type Open<T> = { -readonly [K in keyof T]: T[K] }

/**
 * Reads episodes and deadlines off a timeline. Pure: the same facts in any order give the same result, and events that
 * do not concern the merchant's duties change nothing. A duty of an episode outlives it: reopening never forgives.
 */
export function readTimeline(
  facts: ComplaintFacts,
  events: Iterable<TimelineEvent>,
  settings: DeadlineSettings = DEFAULT_DEADLINES,
): Reading {
  const episodes: Open<Episode>[] = []
  const deadlines: Open<Deadline>[] = []
  let refundPromised = false

  const start = (kind: DeadlineKind, at: UnixMs, length: number): void => {
    deadlines.push({ kind, episode: episodes.length, startsAt: at, dueAt: at + length, ended: false, metAt: null })
  }
  const isOpen = (kind: DeadlineKind): boolean => deadlines.some((d) => !d.ended && d.kind === kind)
  const end = (at: UnixMs, kinds: readonly DeadlineKind[]): void => {
    for (const deadline of deadlines) {
      if (deadline.ended || !kinds.includes(deadline.kind)) continue
      deadline.ended = true
      deadline.metAt = Math.max(at, deadline.startsAt)
    }
  }
  const open = (at: UnixMs): void => {
    const previous = episodes.at(-1)
    if (previous) previous.closedAt ??= at
    episodes.push({ number: episodes.length + 1, openedAt: at, closedAt: null })
    start('first-reply', at, settings.firstReplyMs)
    if (facts.needImmediateService && !isOpen('next-reply')) start('next-reply', at, settings.immediateReplyMs)
    start('settlement', at, settings.settlementMs)
  }
  const close = (at: UnixMs): void => {
    end(at, ['first-reply', 'next-reply', 'settlement'])
    const episode = episodes.at(-1)
    if (episode) episode.closedAt ??= Math.max(at, episode.openedAt)
  }

  open(facts.complainedAt)
  for (const { action, at } of orderTimeline(events)) {
    if (action === COMPLAINT_CONTINUED) open(at)
    if (isMerchantAnswer(action)) end(at, ['first-reply', 'next-reply'])
    if (isPayerMessage(action) && !isOpen('next-reply')) {
      if (facts.needImmediateService) start('next-reply', at, settings.immediateReplyMs)
      // The first reply is due before an answer to this message would be.
      else if (!isOpen('first-reply')) start('next-reply', at, settings.nextReplyMs)
    }
    if (action === REFUND_APPROVED) refundPromised = true
    const promiseKept = refundPromised && action === REFUND_ARRIVED
    if (action === MERCHANT_COMPLETED || action === REFUND_REFUSED || promiseKept || isPayerSettlement(action))
      close(at)
    if (promiseKept || action === REFUND_ENTRUSTED) refundPromised = false
  }

  // Settled by something the history does not name. A detail that has counted fewer continuations than the history
  // shows is the older of the two: its state says nothing about the newest episode.
  if (facts.state === 'PROCESSED' && facts.complaintTimes >= episodes.length) {
    for (const deadline of deadlines) deadline.ended = true
  }
  return { episodes, deadlines, refundPromised }
}

export type DeadlineState = 'open' | 'met' | 'missed'

/** Met at the due instant is met in time; missed starts one millisecond later. */
export function deadlineState(deadline: Deadline, now: UnixMs): DeadlineState {
  if (deadline.metAt !== null) return deadline.metAt <= deadline.dueAt ? 'met' : 'missed'
  if (deadline.ended) return 'met'
  return now <= deadline.dueAt ? 'open' : 'missed'
}

/** The duty that is due first among those still owed, missed ones included; undefined when nothing is owed. */
export function nearestDuty(deadlines: readonly Deadline[]): Deadline | undefined {
  return deadlines
    .filter((d) => !d.ended)
    .reduce<Deadline | undefined>((a, b) => (a && a.dueAt <= b.dueAt ? a : b), undefined)
}
