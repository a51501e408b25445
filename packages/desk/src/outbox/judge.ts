import { PlatformError, ProtocolError, type RefusalKind, refusalKind, TransportError } from '@redress/wechatpay'
import { DeskError } from '../errors.ts'
import { BudgetSpent } from '../platform/pacer.ts'
import type { ActionProblem, SendResult } from './next-step.ts'

/** Where an attempt was when it failed: only a failed write leaves a question. */
export type Phase = 'prepare' | 'write'

/** The answer came but cannot be trusted or read; what it answers to may well have happened. */
const doubtfulAnswers: ReadonlySet<string> = new Set([
  'ANSWER_INVALID',
  'ANSWER_TOO_LARGE',
  'BODY_NOT_JSON',
  'HEADER_MISSING',
  'PLATFORM_KEY_EXPIRED',
  'PLATFORM_KEY_UNKNOWN',
  'SIGNATURE_INVALID',
  'SIGNATURE_PROBE',
  'SIGNATURE_TYPE_UNSUPPORTED',
  'TIMESTAMP_OUT_OF_RANGE',
])

/** Refusals of official accounts that end by themselves. */
const transient: ReadonlySet<RefusalKind> = new Set(['token', 'busy', 'minute-quota'])

function problemOf(error: unknown): ActionProblem {
  if (error instanceof PlatformError) {
    return { code: error.code, message: error.platformMessage, remedy: error.remedy }
  }
  if (error instanceof ProtocolError || error instanceof TransportError || error instanceof DeskError) {
    return { code: error.code, message: error.message, remedy: error.remedy }
  }
  return {
    code: 'UNEXPECTED',
    message: 'The desk met an error it does not know.',
    remedy: 'Look into the log of the desk at this time, then retry.',
  }
}

/** Reads an attempt's failure: did it take effect, and can a repetition help? Branches on classes and codes only. */
export function judgeFailure(error: unknown, phase: Phase): SendResult {
  if (error instanceof BudgetSpent) {
    return { kind: 'deferred', at: error.retryAt.getTime(), call: error.call }
  }
  const problem = problemOf(error)
  const doubt = (): SendResult => ({ kind: phase === 'write' ? 'unknown' : 'not-sent', problem })
  if (error instanceof PlatformError) {
    const kind = refusalKind(error)
    // Answered with a number of the official accounts: refused before any effect.
    if (kind !== undefined) return transient.has(kind) ? { kind: 'not-sent', problem } : { kind: 'refused', problem }
    if (error.status >= 500) return doubt()
    // Too many calls, or a key or clock that somebody will mend: the action itself is not at fault.
    if (error.status === 429 || error.status === 401) return { kind: 'not-sent', problem }
    return { kind: 'refused', problem }
  }
  if (error instanceof TransportError) {
    return error.code === 'CONNECTION_FAILED' ? { kind: 'not-sent', problem } : doubt()
  }
  if (error instanceof ProtocolError) return doubtfulAnswers.has(error.code) ? doubt() : { kind: 'refused', problem }
  if (error instanceof DeskError) return { kind: 'refused', problem }
  return doubt()
}

/** Why a person has to look: the message may be with the payer, and the platform has no call that tells. */
const LOOK_INTO_THE_CHAT = 'See in the chat whether it came. If so, settle it as sent; if not, retry sends it again.'

/** For what was found half done: a process ended, or lost the action, while the call was on its way. */
export const leftHalfDone: SendResult = {
  kind: 'undecidable',
  problem: {
    code: 'OUTCOME_UNKNOWN',
    message: 'The desk was interrupted while it sent this; nothing tells whether it arrived.',
    remedy: LOOK_INTO_THE_CHAT,
  },
}

/**
 * Reads the failure of a write that must happen at most once and cannot be looked up. The call itself says when its
 * outcome is open; every other failure of the platform precedes it, a token that could not be had included.
 */
export function judgeSingleWrite(error: unknown): SendResult {
  const named = [PlatformError, ProtocolError, TransportError, DeskError].some((kind) => error instanceof kind)
  const open = !named || (error instanceof TransportError && error.code === 'OUTCOME_UNKNOWN')
  if (!open) return judgeFailure(error, 'prepare')
  return { kind: 'undecidable', problem: { ...problemOf(error), code: 'OUTCOME_UNKNOWN', remedy: LOOK_INTO_THE_CHAT } }
}
