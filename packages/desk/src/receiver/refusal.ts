import { ProtocolError, type ProtocolErrorCode } from '@redress/wechatpay'
import { NotCommitted } from './group-commit.ts'

/** Why a notification was not accepted; also the label of the counter. */
export type RefusalReason =
  | ProtocolErrorCode
  | 'MERCHANT_UNKNOWN'
  | 'BODY_TOO_LARGE'
  | 'REQUEST_INVALID'
  | 'NOT_COMMITTED'
  | 'INTERNAL'

export interface Refusal {
  readonly status: 400 | 401 | 404 | 413 | 500 | 503
  readonly reason: RefusalReason
  /** For the platform, at most 256 characters. Says nothing that a stranger could use. */
  readonly message: string
}

const BODY_PROBLEMS: ReadonlySet<ProtocolErrorCode> = new Set(['BODY_NOT_JSON', 'BODY_INVALID', 'DECRYPT_FAILED'])

export const merchantUnknown: Refusal = { status: 404, reason: 'MERCHANT_UNKNOWN', message: 'unknown merchant' }

/** Decides the answer to a notification that cannot be accepted. Whatever does not prove itself gets 401. */
export function refusalFor(error: unknown): Refusal {
  if (error instanceof ProtocolError) {
    return BODY_PROBLEMS.has(error.code)
      ? { status: 400, reason: error.code, message: 'the notification cannot be read' }
      : { status: 401, reason: error.code, message: 'the signature was not accepted' }
  }
  if (error instanceof NotCommitted) {
    return { status: 503, reason: 'NOT_COMMITTED', message: 'not stored, please deliver again' }
  }
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined
  if (status === 413) return { status: 413, reason: 'BODY_TOO_LARGE', message: 'the body is too large' }
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return { status: 400, reason: 'REQUEST_INVALID', message: 'the request cannot be read' }
  }
  return { status: 500, reason: 'INTERNAL', message: 'not stored, please deliver again' }
}
