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

/** Codes that only name resolution, connecting and the handshake with a proxy know. */
const BEFORE_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ERR_SOCKET_CONNECTION_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_PRX_TLS',
])
/**
 * The platform's certificate was refused, which ends the handshake before anything else is written. Other codes of TLS
 * (`ERR_SSL_…`) also stand for damaged records and for alerts that come after the request.
 */
const CERTIFICATE_REFUSED =
  /^(CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERROR_IN_C|INVALID_CA$|INVALID_PURPOSE$|PATH_LENGTH_EXCEEDED$|HOSTNAME_MISMATCH$|ERR_TLS_CERT_ALTNAME_)/
const NETWORK_ERROR = /^E(?!RR_)[A-Z0-9_]+$/

/** Sorts what a `fetch` threw. Only what certainly precedes the request counts as not sent. */
export function failureKind(error: unknown): 'not-sent' | 'broken' {
  return precedesRequest(error, 0) ? 'not-sent' : 'broken'
}

function precedesRequest(error: unknown, depth: number): boolean {
  if (!(error instanceof Error) || depth > 5) return false
  // Several addresses were tried: one that may have been reached is enough for doubt.
  if (error instanceof AggregateError && error.errors.length > 0)
    return error.errors.every((inner) => precedesRequest(inner, depth + 1))
  const code = 'code' in error ? error.code : undefined
  const syscall = 'syscall' in error ? error.syscall : undefined
  // What wraps an error under a code of its own may have tried more than once: its cause tells of the last time only.
  if (typeof code !== 'string') return precedesRequest(error.cause, depth + 1)
  // A resolver of one's own names its query (`queryA`) instead.
  if (NETWORK_ERROR.test(code) && syscall !== undefined && code !== 'ENOTFOUND')
    return syscall === 'connect' || syscall === 'getaddrinfo'
  return BEFORE_CONNECTED.has(code) || CERTIFICATE_REFUSED.test(code)
}
