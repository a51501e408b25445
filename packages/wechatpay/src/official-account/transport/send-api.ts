import type { Fetch } from '../../client/types.ts'
import { PlatformError, ProtocolError, type SanitisedRequest, TransportError } from '../../errors.ts'
import { exchange } from '../../transport/attempt.ts'
import { AttemptFailure } from '../../transport/failure.ts'
import { type Answer, type Effect, queryString } from '../../transport/request.ts'

export interface ApiRequest {
  readonly method: 'GET' | 'POST'
  /** Without query. */
  readonly path: string
  /** Without the access token. */
  readonly query?: Readonly<Record<string, string>>
  readonly effect: Effect
  /** Sent as JSON, characters as they are: the platform refuses `\uXXXX`. */
  readonly json?: Readonly<Record<string, unknown>>
  readonly multipart?: { readonly contentType: string; readonly bytes: Uint8Array<ArrayBuffer> }
}

export interface ApiConnection {
  readonly host: URL
  readonly fetch: Fetch
  readonly userAgent: string
}

export interface ApiLimits {
  /** Milliseconds. */
  readonly timeoutMs: number
  readonly maxBytes: number
  readonly signal: AbortSignal | undefined
}

/** The request as errors and logs may show it: without query, since that holds the access token and the payer. */
export const sanitised = (connection: ApiConnection, request: ApiRequest): SanitisedRequest => ({
  method: request.method,
  path: request.path,
  host: connection.host.host,
})

/**
 * Sends once and judges the answer. A write that got no readable answer may have taken effect and says so.
 * @throws {TransportError} `CONNECTION_FAILED` | `TIMEOUT` | `OUTCOME_UNKNOWN` | `ABORTED`, and whatever `judge` throws
 */
export async function sendApi<Result>(
  connection: ApiConnection,
  request: ApiRequest,
  accessToken: string | undefined,
  limits: ApiLimits,
  judge: (answer: Answer, request: SanitisedRequest) => Result,
): Promise<Result> {
  const asked = sanitised(connection, request)
  try {
    return judge(await send(connection, request, accessToken, limits), asked)
  } catch (error) {
    throw asThrown(error, request, asked)
  }
}

function send(
  connection: ApiConnection,
  request: ApiRequest,
  accessToken: string | undefined,
  limits: ApiLimits,
): Promise<Answer> {
  const url = new URL(request.path + queryString({ access_token: accessToken, ...request.query }), connection.host)
  const headers: Record<string, string> = { Accept: '*/*', 'User-Agent': connection.userAgent }
  const body = request.json === undefined ? request.multipart?.bytes : JSON.stringify(request.json)
  if (request.json !== undefined) headers['Content-Type'] = 'application/json; charset=utf-8'
  if (request.multipart !== undefined) headers['Content-Type'] = request.multipart.contentType
  return exchange(
    connection.fetch,
    url,
    { method: request.method, headers, ...(body === undefined ? {} : { body }) },
    limits,
  )
}

function asThrown(error: unknown, request: ApiRequest, asked: SanitisedRequest): unknown {
  const name = `${asked.method} ${asked.path}`
  if (request.effect === 'write' && leavesOutcomeOpen(error)) return outcomeUnknown(name, asked, error, ASK_FIRST)
  // It may have arrived before the connection broke.
  if (request.effect === 'idempotent' && error instanceof AttemptFailure && error.kind === 'broken')
    return outcomeUnknown(name, asked, error, REPEAT)
  if (!(error instanceof AttemptFailure)) return error
  if (error.kind === 'aborted')
    return new TransportError('ABORTED', `${name} was ended by the caller`, { request: asked, cause: error.cause })
  return error.kind === 'timeout'
    ? new TransportError('TIMEOUT', `${name} got no answer in time`, { request: asked, cause: error.cause })
    : new TransportError('CONNECTION_FAILED', `${name} got no whole answer`, { request: asked, cause: error.cause })
}

const ASK_FIRST = 'The payer may have received it. Ask before sending again.'
const REPEAT = 'It may have taken effect. Repeat it: a second time changes nothing.'

const outcomeUnknown = (name: string, request: SanitisedRequest, cause: unknown, remedy: string): TransportError =>
  new TransportError('OUTCOME_UNKNOWN', `${name} may have taken effect; no answer says so`, { request, cause, remedy })

function leavesOutcomeOpen(error: unknown): boolean {
  if (error instanceof AttemptFailure) return error.kind === 'timeout' || error.kind === 'broken'
  if (error instanceof PlatformError) return error.detail === undefined && error.status >= 500
  return error instanceof ProtocolError && (error.code === 'ANSWER_INVALID' || error.code === 'ANSWER_TOO_LARGE')
}
