import { SimulatorError } from '../errors.ts'
import { BodyTooLarge } from '../http/raw-request.ts'
import { TransitionRefused } from '../platform/platform.ts'

/** Problem details (RFC 9457) of whatever went wrong. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly remedy: string
  readonly field?: string
}

export function problemOf(error: unknown): Problem {
  const known = asSimulatorError(error)
  return {
    type: 'about:blank',
    title: known.code.toLowerCase().replaceAll('_', ' '),
    status: known.status,
    code: known.code,
    detail: known.message,
    remedy: known.remedy,
    ...(known.field === undefined ? {} : { field: known.field }),
  }
}

function asSimulatorError(error: unknown): SimulatorError {
  if (error instanceof SimulatorError) return error
  if (error instanceof TransitionRefused) {
    return new SimulatorError('STATE_CONFLICT', error.message, REMEDIES[error.refusal], { cause: error })
  }
  if (error instanceof BodyTooLarge) {
    return new SimulatorError('BODY_TOO_LARGE', 'the body is too large', 'Send fewer or smaller pictures.')
  }
  throw error
}

const REMEDIES: Readonly<Record<TransitionRefused['refusal'], string>> = {
  ALREADY_PROCESSED: 'Continue the complaint; it has been completed.',
  NOT_PROCESSED: 'Wait until the merchant has completed it; write a message meanwhile.',
  ALREADY_DECIDED: 'Look at the complaint; its refund has been decided.',
  ALREADY_REFUNDED: 'Look at the complaint; its order has been refunded.',
  ALREADY_RATED: 'Nothing to do; the survey has been answered.',
  ALREADY_IN_PLATFORM_SERVICE: 'Nothing to do; the platform is already helping.',
  NOT_IN_PLATFORM_SERVICE: 'Ask for platform assistance first.',
  EXCEEDS_ORDER: 'Refund no more than the rest of the order.',
}
