import { PlatformError, type ProtocolError } from '../errors.ts'
import { AttemptFailure } from './failure.ts'
import type { Effect } from './request.ts'

export interface RetryPolicy {
  /**
   * Attempts in all, the first included. 1 switches repeating off; when certainly nothing was sent, every other host is
   * tried once all the same. Default 3.
   */
  readonly attempts: number
  /** Upper bound of the first pause, milliseconds; doubles each time. Default 200. */
  readonly baseDelayMs: number
  /** Upper bound of any pause, milliseconds. A longer Retry-After is not waited for. Default 5000. */
  readonly maxDelayMs: number
}

export const DEFAULT_RETRY: RetryPolicy = { attempts: 3, baseDelayMs: 200, maxDelayMs: 5000 }

export interface AttemptState {
  readonly effect: Effect
  /** How many attempts were made, this one included. */
  readonly attempt: number
  /** Hosts that no attempt of this call has gone to. */
  readonly untriedHosts: number
  /** A probe signature was met before in this call. */
  readonly probed: boolean
  /** An attempt of this call, this one included, may have taken effect. */
  readonly open: boolean
}

export type NextStep =
  | { readonly kind: 'repeat'; readonly delayMs: number; readonly otherHost: boolean; readonly reason: RepeatReason }
  /** The failure goes to the caller as it is. */
  | { readonly kind: 'give-up' }
  /** The call may have taken effect. */
  | { readonly kind: 'outcome-unknown' }

export type RepeatReason = 'connection' | 'timeout' | 'throttled' | 'platform-fault' | 'probe'

/**
 * Decides what follows a failed attempt. No clock, no network.
 * @param random From 0 to 1, for the jitter.
 */
export function nextStep(error: unknown, state: AttemptState, policy: RetryPolicy, random: number): NextStep {
  const fault = faultOf(error)
  // A refusal is no verdict on the attempts before it: one of them may still be under way.
  const end: NextStep = state.open && !isAborted(error) ? { kind: 'outcome-unknown' } : { kind: 'give-up' }
  if (fault === undefined || fault === 'untrusted') return end
  if (state.effect === 'write' && fault !== 'not-sent') return end
  if (state.attempt >= policy.attempts) {
    if (fault !== 'not-sent' || state.untriedHosts === 0) return end
    return { kind: 'repeat', delayMs: 0, otherHost: true, reason: 'connection' }
  }
  if (fault === 'probe') return state.probed ? end : { kind: 'repeat', delayMs: 0, otherHost: false, reason: 'probe' }
  const delayMs = pause(error, state.attempt, policy, random)
  if (delayMs === undefined) return end
  if (fault === 'throttled' || fault === 'platform-fault')
    return { kind: 'repeat', delayMs, otherHost: false, reason: fault }
  return { kind: 'repeat', delayMs, otherHost: true, reason: fault === 'timeout' ? 'timeout' : 'connection' }
}

/** Whether a failed attempt may have taken effect all the same. Reads have none. */
export function leavesOpen(error: unknown, effect: Effect): boolean {
  const fault = faultOf(error)
  return effect !== 'read' && fault !== undefined && fault !== 'not-sent' && fault !== 'throttled'
}

/** The caller ended the call and is told so; that code leaves the outcome open by itself. */
const isAborted = (error: unknown): boolean => error instanceof AttemptFailure && error.kind === 'aborted'

type Fault = 'not-sent' | 'timeout' | 'broken' | 'throttled' | 'platform-fault' | 'probe' | 'untrusted'

/** Undefined for what must reach the caller unchanged: refusals for good, wrong arguments, the caller's own abort. */
function faultOf(error: unknown): Fault | undefined {
  if (error instanceof AttemptFailure) return error.kind === 'aborted' ? undefined : error.kind
  if (error instanceof PlatformError) {
    if (error.status === 429) return 'throttled'
    return error.status >= 500 ? 'platform-fault' : undefined
  }
  if (error instanceof UntrustedAnswer) return error.reason.code === 'SIGNATURE_PROBE' ? 'probe' : 'untrusted'
  return undefined
}

/** A 2xx answer that did not prove where it comes from, or that cannot be read. A write behind it has taken effect. */
export class UntrustedAnswer extends Error {
  override readonly name = 'UntrustedAnswer'
  readonly reason: ProtocolError
  readonly requestId: string | undefined

  constructor(reason: ProtocolError, requestId: string | undefined) {
    super(reason.message, { cause: reason })
    this.reason = reason
    this.requestId = requestId
  }
}

/** Full jitter between half and all of the bound; what the platform asks for counts as it is. */
function pause(error: unknown, attempt: number, policy: RetryPolicy, random: number): number | undefined {
  const asked = error instanceof PlatformError ? error.retryAfterSeconds : undefined
  if (asked !== undefined) return asked * 1000 <= policy.maxDelayMs ? asked * 1000 : undefined
  const bound = Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** (attempt - 1))
  return Math.round(bound * (0.5 + random / 2))
}
