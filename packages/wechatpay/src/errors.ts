import { PLATFORM_REMEDIES, PROTOCOL_REMEDIES, TRANSPORT_REMEDIES } from './remedies.ts'

/** Closed list of the codes that a {@link ProtocolError} carries. Public: never renamed, never reused. */
export type ProtocolErrorCode = keyof typeof PROTOCOL_REMEDIES

/** Closed list of the codes that a {@link TransportError} carries. Public: never renamed, never reused. */
export type TransportErrorCode = keyof typeof TRANSPORT_REMEDIES

export interface ErrorDetails {
  /** The argument, header or JSON path at fault. */
  readonly field?: string | undefined
  readonly cause?: unknown
  /** Replaces the general remedy of the code where something more exact is known. */
  readonly remedy?: string | undefined
}

/**
 * Something that must not be used: a wrong argument or key (nothing was sent), or bytes of the other side that do not
 * prove what they claim. Never holds keys, plaintext or phone numbers.
 */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
  readonly code: ProtocolErrorCode
  /** What to do next, in one or two sentences. */
  readonly remedy: string
  readonly field: string | undefined

  constructor(code: ProtocolErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.remedy = details.remedy ?? PROTOCOL_REMEDIES[code]
    this.field = details.field
  }
}

/** What was asked, without headers, body and anything else that could be secret. */
export interface SanitisedRequest {
  readonly method: string
  /** Path and query as signed. */
  readonly path: string
  readonly host: string
}

export interface PlatformRefusal {
  readonly status: number
  /** The platform's machine code, or `HTTP_<status>` when the answer had none. */
  readonly code: string
  readonly platformMessage: string
  readonly detail: unknown
  readonly requestId: string | undefined
  readonly request: SanitisedRequest
  /** Seconds the platform asked to wait, when it said so. */
  readonly retryAfterSeconds?: number | undefined
  /** Replaces the remedy that follows from `code` and `status`. */
  readonly remedy?: string | undefined
}

/**
 * The platform answered and refused. Branch on `status`, then on `code` (an open list), never on the message.
 * @see docs/sdk/errors.md
 */
export class PlatformError extends Error {
  override readonly name = 'PlatformError'
  readonly status: number
  readonly code: string
  readonly platformMessage: string
  readonly detail: unknown
  /** `{id}-{numeric code}`; the platform's support asks for it. */
  readonly requestId: string | undefined
  readonly request: SanitisedRequest
  readonly retryAfterSeconds: number | undefined
  readonly remedy: string

  constructor(refusal: PlatformRefusal) {
    const { status, code, request, requestId } = refusal
    super(
      `${request.method} ${request.path} was refused with ${status} ${code}: ${refusal.platformMessage}` +
        (requestId === undefined ? '' : ` (Request-ID ${requestId})`),
    )
    this.status = status
    this.code = code
    this.platformMessage = refusal.platformMessage
    this.detail = refusal.detail
    this.requestId = requestId
    this.request = request
    this.retryAfterSeconds = refusal.retryAfterSeconds
    this.remedy = refusal.remedy ?? platformRemedy(status, code)
  }
}

/** The request could not be brought to an answer that can be trusted. */
export class TransportError extends Error {
  override readonly name = 'TransportError'
  readonly code: TransportErrorCode
  readonly remedy: string
  readonly request: SanitisedRequest
  /** Request-ID of the answer, where one came at all. */
  readonly requestId: string | undefined

  constructor(
    code: TransportErrorCode,
    message: string,
    details: {
      readonly request: SanitisedRequest
      readonly requestId?: string | undefined
      readonly cause?: unknown
      /** Replaces the general remedy of the code. */
      readonly remedy?: string | undefined
    },
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.remedy = details.remedy ?? TRANSPORT_REMEDIES[code]
    this.request = details.request
    this.requestId = details.requestId
  }
}

/** True for an error of this package with the given code. */
export const hasCode = (error: unknown, code: string): boolean =>
  (error instanceof ProtocolError || error instanceof PlatformError || error instanceof TransportError) &&
  error.code === code

function platformRemedy(status: number, code: string): string {
  const known = (PLATFORM_REMEDIES as Readonly<Record<string, string | undefined>>)[code]
  if (known !== undefined) return known
  if (status === 429) return PLATFORM_REMEDIES.FREQUENCY_LIMITED
  if (status >= 500) return PLATFORM_REMEDIES.SYSTEM_ERROR
  if (status === 401) return PLATFORM_REMEDIES.SIGN_ERROR
  if (status === 403) return PLATFORM_REMEDIES.NO_AUTH
  if (status === 404) return PLATFORM_REMEDIES.NOT_FOUND
  return PLATFORM_REMEDIES.INVALID_REQUEST
}
