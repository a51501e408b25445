import type { PlatformCall } from '../domain/budgets.ts'
import { backoffMs } from '../work/loop.ts'

export interface ActionProblem {
  /** Stable, for programs. */
  readonly code: string
  readonly message: string
  /** What to do next. */
  readonly remedy: string
}

/** How an attempt ended. */
export type SendResult =
  /** The platform took it. */
  | { readonly kind: 'accepted' }
  /** What was wanted is a fact already, whoever brought it about. */
  | { readonly kind: 'settled' }
  /** Certainly without effect; a repetition may succeed. */
  | { readonly kind: 'not-sent'; readonly problem: ActionProblem }
  /** It may have had its effect. Read before repeating. */
  | { readonly kind: 'unknown'; readonly problem: ActionProblem }
  /** It may have had its effect, and nothing can tell. It is never repeated by itself. */
  | { readonly kind: 'undecidable'; readonly problem: ActionProblem }
  /** Its turn has not come. Nothing was sent and no attempt is used up. */
  | { readonly kind: 'deferred'; readonly at: number; readonly call: PlatformCall }
  /** Repeating it unchanged cannot help. */
  | { readonly kind: 'refused'; readonly problem: ActionProblem }

export interface RetryPolicy {
  readonly maxAttempts: number
  readonly baseMs: number
  readonly capMs: number
  /** The least pause after an unknown outcome, so that a write still under way can arrive before it is looked for. */
  readonly settleMs: number
}

export const DEFAULT_RETRY: RetryPolicy = { maxAttempts: 12, baseMs: 1_000, capMs: 10 * 60_000, settleMs: 5_000 }

export type NextStep =
  | { readonly kind: 'sent' }
  | { readonly kind: 'verified' }
  | { readonly kind: 'wait'; readonly at: number }
  /** `open`: the question whether the write took effect stays open. */
  | { readonly kind: 'retry'; readonly at: number; readonly open: boolean; readonly problem: ActionProblem }
  | { readonly kind: 'park'; readonly open: boolean; readonly problem: ActionProblem }

/**
 * Decides what happens to an action. No clock, no store, no network.
 * @param attempts The one that just ended included.
 * @param now Unix milliseconds.
 */
export function nextStep(attempts: number, result: SendResult, now: number, policy: RetryPolicy): NextStep {
  if (result.kind === 'accepted') return { kind: 'sent' }
  if (result.kind === 'settled') return { kind: 'verified' }
  if (result.kind === 'deferred') return { kind: 'wait', at: result.at }
  const { problem } = result
  if (result.kind === 'undecidable') return { kind: 'park', open: true, problem }
  const open = result.kind === 'unknown'
  if (result.kind === 'refused' || attempts >= policy.maxAttempts) return { kind: 'park', open, problem }
  const pause = backoffMs(attempts, policy.baseMs, policy.capMs)
  return { kind: 'retry', at: now + (open ? Math.max(pause, policy.settleMs) : pause), open, problem }
}
