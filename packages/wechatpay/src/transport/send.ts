import {
  PlatformError,
  ProtocolError,
  type SanitisedRequest,
  TransportError,
  type TransportErrorCode,
} from '../errors.ts'
import { type AttemptSetting, sendOnce, signedPath, wireUrl } from './attempt.ts'
import type { Observe } from './events.ts'
import { AttemptFailure, type FailureKind } from './failure.ts'
import { leavesOpen, nextStep, type RetryPolicy, UntrustedAnswer } from './policy.ts'
import { readRefusal } from './refusal.ts'
import type { Answer, Effect, UnsignedRequest } from './request.ts'

export interface SendSetting extends AttemptSetting {
  readonly hosts: readonly [URL, ...URL[]]
  readonly retry: RetryPolicy
  readonly random: () => number
  /** Resolves after the pause, or rejects when the signal fires. */
  readonly sleep: (ms: number, signal: AbortSignal | undefined) => Promise<void>
  readonly observe: Observe
}

export interface SendLimits {
  readonly timeoutMs: number
  readonly maxBytes: number
  readonly signal: AbortSignal | undefined
  /** Overrides the number of attempts for this call. */
  readonly attempts?: number | undefined
}

/** Proves a 2xx answer, or throws {@link ProtocolError}. */
export type Prove = (answer: Answer) => Promise<void>

/** For downloads of files, which carry no signature. */
export const nothingToProve: Prove = () => Promise.resolve()

/**
 * Sends until an answer can be trusted or repeating is not safe.
 * @throws {PlatformError} refused
 * @throws {TransportError} no answer; `OUTCOME_UNKNOWN` when any attempt of a call that changes something may have taken effect
 * @throws {ProtocolError} a wrong argument; or an answer to a read that does not prove its origin
 */
export async function send(
  setting: SendSetting,
  request: UnsignedRequest,
  limits: SendLimits,
  prove: Prove,
): Promise<Answer> {
  const policy = limits.attempts === undefined ? setting.retry : { ...setting.retry, attempts: limits.attempts }
  let hostIndex = 0
  let probed = false
  let open = false
  for (let attempt = 1; ; attempt += 1) {
    const host = setting.hosts[hostIndex % setting.hosts.length] ?? setting.hosts[0]
    const asked = { method: request.method, path: signedPath(wireUrl(host, request.path)), host: host.host }
    try {
      return await attemptOnce(setting, request, host, asked, attempt, limits, prove)
    } catch (error) {
      open ||= leavesOpen(error, request.effect)
      const untriedHosts = Math.max(0, setting.hosts.length - 1 - hostIndex)
      const state = { effect: request.effect, attempt, untriedHosts, probed, open }
      const step = nextStep(error, state, policy, setting.random())
      if (step.kind === 'outcome-unknown') throw outcomeUnknown(error, request.effect, asked)
      if (step.kind === 'give-up') throw asThrown(error, asked)
      probed ||= step.reason === 'probe'
      if (step.otherHost) hostIndex += 1
      setting.observe({
        type: 'repeat',
        call: request.call,
        ...asked,
        attempt,
        reason: step.reason,
        delayMs: step.delayMs,
      })
      await setting.sleep(step.delayMs, limits.signal).catch((cause: unknown) => {
        throw asThrown(new AttemptFailure('aborted', cause), asked)
      })
    }
  }
}

async function attemptOnce(
  setting: SendSetting,
  request: UnsignedRequest,
  host: URL,
  asked: SanitisedRequest,
  attempt: number,
  limits: SendLimits,
  prove: Prove,
): Promise<Answer> {
  const about = { call: request.call, ...asked, attempt }
  setting.observe({ type: 'request', ...about })
  const startedAt = setting.now().getTime()
  try {
    const answer = await sendOnce(setting, request, host, limits).catch((error: unknown) => {
      // The platform answered, so a write may have taken effect though its answer was not read to the end.
      throw error instanceof ProtocolError && error.code === 'ANSWER_TOO_LARGE'
        ? new UntrustedAnswer(error, undefined)
        : error
    })
    setting.observe({
      type: 'answer',
      ...about,
      status: answer.status,
      requestId: answer.requestId,
      platformSerial: answer.headers.get('wechatpay-serial') ?? undefined,
      durationMs: setting.now().getTime() - startedAt,
    })
    if (answer.status < 200 || answer.status > 299) throw readRefusal(answer, asked)
    await proved(answer, prove)
    return answer
  } catch (error) {
    if (error instanceof AttemptFailure || error instanceof UntrustedAnswer) {
      const reason = error instanceof AttemptFailure ? error.kind : error.reason.code
      setting.observe({ type: 'failure', ...about, reason, durationMs: setting.now().getTime() - startedAt })
    }
    throw error
  }
}

async function proved(answer: Answer, prove: Prove): Promise<void> {
  try {
    await prove(answer)
  } catch (error) {
    throw error instanceof ProtocolError ? new UntrustedAnswer(error, answer.requestId) : error
  }
}

/** What a call ends with that may have taken effect. */
function outcomeUnknown(error: unknown, effect: Effect, request: SanitisedRequest): TransportError {
  return new TransportError(
    'OUTCOME_UNKNOWN',
    `${request.method} ${request.path} may have taken effect; no answer proves it`,
    {
      request,
      requestId: error instanceof UntrustedAnswer || error instanceof PlatformError ? error.requestId : undefined,
      cause: error instanceof UntrustedAnswer ? error.reason : error,
      remedy: effect === 'idempotent' ? REPEAT_AS_IT_WAS : undefined,
    },
  )
}

const REPEAT_AS_IT_WAS =
  'The call may have taken effect. Repeat it under the same number or id, which acts once, never under another; if you gave none, read the history first.'

/** Any other error as the caller sees it. */
function asThrown(error: unknown, request: SanitisedRequest): unknown {
  if (error instanceof UntrustedAnswer) return error.reason
  if (error instanceof AttemptFailure) {
    const name = `${request.method} ${request.path}`
    return new TransportError(FAILURE_CODES[error.kind], `${name} ${FAILURE_WORDS[error.kind]}`, {
      request,
      cause: error.cause,
    })
  }
  return error
}

const FAILURE_CODES: Readonly<Record<FailureKind, TransportErrorCode>> = {
  'not-sent': 'CONNECTION_FAILED',
  broken: 'CONNECTION_FAILED',
  timeout: 'TIMEOUT',
  aborted: 'ABORTED',
}

const FAILURE_WORDS: Readonly<Record<FailureKind, string>> = {
  'not-sent': 'was not sent: no connection',
  broken: 'got no whole answer: the connection broke',
  timeout: 'got no answer in time',
  aborted: 'was ended by the caller',
}
