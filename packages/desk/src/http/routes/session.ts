import { SESSION_MS } from '../../accounts/accounts.ts'
import { type Actor, type Api, type ApiParts } from '../api.ts'
import { contract } from '../contract.ts'
import { actorOf, SESSION_COOKIE } from '../guard.ts'

const sessionView = (user: Actor['user']) => ({
  user: { id: user.id, username: user.username, displayName: user.displayName, role: user.role },
})

/** Attempts per minute, address and name: enough for people, too few for guessing. */
const ATTEMPTS_PER_MINUTE = 20

/** The one way in. Not behind the guard. */
export function signInRoute(app: Api, { accounts, publicUrl }: ApiParts): void {
  const cookie = {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: publicUrl?.startsWith('https:') ?? false,
    maxAge: SESSION_MS / 1000,
  } as const
  const limit = app.createRateLimit({
    max: ATTEMPTS_PER_MINUTE,
    timeWindow: 60_000,
    keyGenerator: (request) => JSON.stringify([request.ip, usernameIn(request.body)]),
  })
  app.route({
    ...contract.signIn,
    handler: async (request, reply) => {
      const attempt = await limit(request)
      if (!attempt.isAllowed && attempt.isExceeded) {
        void reply.header('Retry-After', attempt.ttlInSeconds)
        throw Object.assign(new Error('too many attempts'), { statusCode: 429 })
      }
      const { user, token } = await accounts.signIn(request.body.username, request.body.password)
      void reply.setCookie(SESSION_COOKIE, token, cookie)
      return sessionView(user)
    },
  })
}

const usernameIn = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && 'username' in body ? body.username : undefined

export function sessionRoutes(app: Api, { accounts }: ApiParts): void {
  app.route({ ...contract.getSession, handler: async (request) => sessionView(actorOf(request).user) })
  app.route({
    ...contract.signOut,
    handler: async (request, reply) => {
      const token = request.cookies[SESSION_COOKIE]
      if (token !== undefined) await accounts.signOut(token)
      await reply.clearCookie(SESSION_COOKIE, { path: '/' }).code(204).send(null)
    },
  })
}
