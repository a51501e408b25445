import { ProtocolError, type SanitisedRequest, TransportError, type TransportErrorCode } from '../errors.ts'
import { type AttemptSetting, sendOnce, signedPath, wireUrl } from './attempt.ts'
import type { Observe } from './events.ts'
import { AttemptFailure, type FailureKind } from './failure.ts'
import { nextStep, type RetryPolicy, UntrustedAnswer } from './policy.ts'
import { readRefusal } from './refusal.ts'
import type { Answer, UnsignedRequest } from './request.ts'

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
 * @throws {TransportError} no answer, or an answer that leaves the outcome of a write open
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
  for (let attempt = 1; ; attempt += 1) {
    const host = setting.hosts[hostIndex % setting.hosts.length] ?? setting.hosts[0]
    const asked = { method: request.method, path: signedPath(wireUrl(host, request.path)), host: host.host }
    try {
      return await attemptOnce(setting, request, host, asked, attempt, limits, prove)
    } catch (error) {
      const step = nextStep(error, { effect: request.effect, attempt, probed }, policy, setting.random())
      if (step.kind !== 'repeat') throw asThrown(error, step.kind === 'outcome-unknown', asked)
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
        throw asThrown(new AttemptFailure('aborted', cause), false, asked)
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
    const answer = await sendOnce(setting, request, host, limits)
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

/** The error as the caller sees it. */
function asThrown(error: unknown, outcomeUnknown: boolean, request: SanitisedRequest): unknown {
  const requestId = error instanceof UntrustedAnswer ? error.requestId : undefined
  const cause = error instanceof UntrustedAnswer ? error.reason : error
  const name = `${request.method} ${request.path}`
  if (outcomeUnknown) {
    return new TransportError('OUTCOME_UNKNOWN', `${name} may have taken effect; no answer proves it`, {
      request,
      requestId,
      cause,
    })
  }
  if (error instanceof UntrustedAnswer) return error.reason
  if (error instanceof AttemptFailure) {
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
