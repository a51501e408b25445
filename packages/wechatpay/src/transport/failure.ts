/** Why an attempt brought no answer. */
export type FailureKind =
  /** The connection was never made: certainly nothing took effect. */
  | 'not-sent'
  | 'timeout'
  /** The connection broke after it was made. */
  | 'broken'
  | 'aborted'

export class AttemptFailure extends Error {
  override readonly name = 'AttemptFailure'
  readonly kind: FailureKind

  constructor(kind: FailureKind, cause: unknown) {
    super(`attempt failed: ${kind}`, { cause })
    this.kind = kind
  }
}

const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])
const TLS_REFUSED = /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|ERR_TLS|ERR_SSL/

/** Sorts what a `fetch` threw. Only what is known to precede the request counts as not sent. */
export function failureKind(error: unknown): 'not-sent' | 'broken' {
  for (let current = error, depth = 0; current instanceof Error && depth < 5; current = current.cause, depth += 1) {
    const code = 'code' in current ? current.code : undefined
    if (typeof code === 'string' && (NOT_SENT.has(code) || TLS_REFUSED.test(code))) return 'not-sent'
  }
  return 'broken'
}
