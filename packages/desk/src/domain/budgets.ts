/** Calls that the platform counts apart. */
export type PlatformCall =
  | 'list'
  | 'detail'
  | 'history'
  | 'reply'
  | 'complete'
  | 'refund-decision'
  | 'refund'
  | 'upload'
  | 'download'
  | 'notifications'
  | 'message'
  | 'feedback-update'
  | 'delivery-notice'
  | 'media-upload'
  | 'media-download'

export interface Budget {
  /** Calls in any window of this length, never more. */
  readonly calls: number
  readonly windowMs: number
  /** Calls that may go out at once; the rest is spread evenly over the window. */
  readonly burst: number
}

// A second more than the minute that the platform counts: calls let go evenly may arrive closer together.
const WINDOW_MS = 61_000

/**
 * A twentieth may go out at once. What may go out at once is missing from the pace afterwards: with a tenth, a long row
 * of calls would take an eighth longer than the limit allows.
 */
export const budgetPerMinute = (calls: number): Budget => ({
  calls,
  windowMs: WINDOW_MS,
  burst: Math.max(1, Math.floor(calls / 20)),
})

export type Budgets = Readonly<Record<PlatformCall, Budget>>

/**
 * Per merchant or official account and minute. List, history, reply, complete and upload as published; the platform is silent about the
 * others, which get what comparable calls have. Those of official accounts are published per day: 500,000 messages,
 * 100,000 uploads, 200,000 downloads.
 */
export const DEFAULT_BUDGETS: Budgets = {
  list: budgetPerMinute(200),
  detail: budgetPerMinute(200),
  history: budgetPerMinute(200),
  reply: budgetPerMinute(60),
  complete: budgetPerMinute(1500),
  'refund-decision': budgetPerMinute(60),
  refund: budgetPerMinute(300),
  upload: budgetPerMinute(60),
  download: budgetPerMinute(200),
  notifications: budgetPerMinute(60),
  message: budgetPerMinute(300),
  'feedback-update': budgetPerMinute(300),
  'delivery-notice': budgetPerMinute(300),
  'media-upload': budgetPerMinute(60),
  'media-download': budgetPerMinute(120),
}

export const isPlatformCall = (name: string): name is PlatformCall => Object.hasOwn(DEFAULT_BUDGETS, name)

/**
 * Pause between two calls once the burst is used. With `burst` at once and then one per interval, any window holds at
 * most `calls`.
 */
export const intervalMs = ({ calls, windowMs, burst }: Budget): number => windowMs / Math.max(1, calls - burst)
