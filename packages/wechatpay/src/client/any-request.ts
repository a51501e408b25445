import { refuseArgument } from '../checks/arguments.ts'
import type { HttpMethod } from '../signing/sign-request.ts'
import type { Effect, UnsignedRequest } from '../transport/request.ts'

/** Any other call of the APIv3, signed, sent, proved and retried like those with a name. */
export interface AnyRequest {
  readonly method: HttpMethod
  /** Path and query, percent-encoded, from `/v3/…` on. */
  readonly path: string
  /** Becomes JSON. Leave fields out instead of setting them to null. */
  readonly body?: Readonly<Record<string, unknown>> | undefined
  /** What repeating does. Default `read` for GET, else `write`, which is never repeated. */
  readonly effect?: Effect | undefined
  /** Serial of the key that encrypted a field of the body. */
  readonly platformSerial?: string | undefined
}

const METHODS: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

export function buildAnyRequest(request: AnyRequest): UnsignedRequest {
  if (!METHODS.includes(request.method)) refuseArgument('method', `must be one of ${METHODS.join(', ')}`)
  if (!request.path.startsWith('/v3/')) refuseArgument('path', 'must start with /v3/')
  if (request.method === 'GET' && request.body !== undefined) refuseArgument('body', 'a GET has none')
  return {
    call: 'request',
    method: request.method,
    path: request.path,
    effect: request.effect ?? (request.method === 'GET' ? 'read' : 'write'),
    platformSerial: request.platformSerial,
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
  }
}
