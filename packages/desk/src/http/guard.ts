import type { FastifyRequest } from 'fastify'
import { DeskError } from '../errors.ts'
import type { Actor, ApiParts } from './api.ts'

export const SESSION_COOKIE = 'redress_session'

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

const notSignedIn = (): DeskError =>
  new DeskError(
    'NOT_SIGNED_IN',
    'This needs a session or a token.',
    'Sign in with POST /api/v1/session, or send "Authorization: Bearer" with a token of "redress token create".',
  )

/**
 * Refuses a change that another site's page makes with the visitor's cookie. The cookie is SameSite=Strict already;
 * this also holds for browsers that treat sites of one domain as the same.
 */
function checkOrigin(request: FastifyRequest, publicUrl: string | undefined): void {
  if (safeMethods.has(request.method)) return
  const { origin } = request.headers
  if (origin === undefined) return
  const own = [request.headers.host, publicUrl === undefined ? undefined : new URL(publicUrl).host]
  if (URL.canParse(origin) && own.includes(new URL(origin).host)) return
  throw new DeskError('ORIGIN_REFUSED', 'The request comes from another site.', 'Open the console at its own address.')
}

async function actorOfToken(token: string, { tokens }: ApiParts): Promise<Actor> {
  const found = await tokens.find(token)
  if (!found) throw notSignedIn()
  const name = `token:${found.name}`
  return { name, kind: 'token', user: { id: found.id, username: name, displayName: found.name, role: found.role } }
}

/** Finds out who asks. @throws {DeskError} `NOT_SIGNED_IN` | `ORIGIN_REFUSED` */
export async function identify(request: FastifyRequest, parts: ApiParts): Promise<Actor> {
  const [scheme, token] = request.headers.authorization?.split(' ') ?? []
  if (scheme?.toLowerCase() === 'bearer' && token !== undefined) return await actorOfToken(token, parts)
  const cookie = request.cookies[SESSION_COOKIE]
  const user = cookie === undefined ? undefined : await parts.accounts.userOfSession(cookie)
  if (!user) throw notSignedIn()
  checkOrigin(request, parts.publicUrl)
  return { name: user.username, kind: 'session', user }
}

/** Money is the owners' affair; replying is everybody's. @throws {DeskError} `NOT_PERMITTED` */
export function ownerOf(request: FastifyRequest): Actor {
  const actor = actorOf(request)
  if (actor.user.role === 'owner') return actor
  throw new DeskError('NOT_PERMITTED', 'This needs the role "owner".', 'Ask an owner of this desk.')
}

/** The actor of a guarded route. */
export function actorOf(request: FastifyRequest): Actor {
  if (request.actor === null) throw notSignedIn()
  return request.actor
}
