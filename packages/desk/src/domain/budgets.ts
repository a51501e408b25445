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
 * Per merchant and minute. List, history, reply, complete and upload as published; the platform is silent about the
 * others, which get what comparable calls have.
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
}

export const isPlatformCall = (name: string): name is PlatformCall => Object.hasOwn(DEFAULT_BUDGETS, name)

/**
 * Pause between two calls once the burst is used. With `burst` at once and then one per interval, any window holds at
 * most `calls`.
 */
export const intervalMs = ({ calls, windowMs, burst }: Budget): number => windowMs / Math.max(1, calls - burst)
