import { PlatformError, ProtocolError, TransportError } from '@redress/wechatpay'
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
