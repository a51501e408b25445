import { beijingDay } from '../clock/beijing.ts'
import { ApiRefusal } from './api-refusal.ts'

interface Token {
  readonly token: string
  readonly issuedAt: number
  /** After this it has expired (42001). */
  readonly expiresAt: number
  /** From here on a newer one has taken its place (40001). */
  readonly supersededAt: number
}

interface Endpoint {
  /** Newest first. */
  readonly tokens: readonly Token[]
  /** Calls of the current Beijing day and of the current minute. */
  readonly day: string
  readonly callsToday: number
  readonly minute: number
  readonly callsThisMinute: number
  /** Forced refreshes of the current day, milliseconds since 1970. */
  readonly forcedAt: readonly number[]
}

/** The tokens of one account: those of the two endpoints do not affect each other. */
export interface AccountTokens {
  readonly classic: Endpoint
  readonly stable: Endpoint
}

const LIFE = 7_200_000
const OVERLAP = 300_000
const KEPT = 20
const FORCED_APART = 30_000
const NEVER = Number.MAX_SAFE_INTEGER

export const TOKEN_QUOTAS = {
  classic: { perDay: 2000, perMinute: NEVER },
  stable: { perDay: 500_000, perMinute: 10_000 },
  forcedPerDay: 20,
} as const

const fresh: Endpoint = { tokens: [], day: '', callsToday: 0, minute: 0, callsThisMinute: 0, forcedAt: [] }
export const noTokens: AccountTokens = { classic: fresh, stable: fresh }

export interface Issued {
  readonly tokens: AccountTokens
  readonly token: string
  /** Seconds. */
  readonly expiresIn: number
}

/**
 * Answers one call of a token endpoint.
 * @throws {ApiRefusal} 45009 | 45011
 */
export function issueToken(
  tokens: AccountTokens,
  kind: keyof AccountTokens,
  forced: boolean,
  now: number,
  draw: () => string,
): Issued {
  const counted = countCall(tokens[kind], kind, now)
  const renewed = kind === 'classic' ? renewClassic(counted, now, draw) : renewStable(counted, forced, now, draw)
  const [current] = renewed.tokens
  return {
    tokens: { ...tokens, [kind]: renewed },
    token: current?.token ?? '',
    expiresIn: Math.floor(((current?.expiresAt ?? now) - now) / 1000),
  }
}

function countCall(endpoint: Endpoint, kind: keyof AccountTokens, now: number): Endpoint {
  const day = beijingDay(now)
  const minute = Math.floor(now / 60_000)
  const today = day === endpoint.day
  const callsToday = (today ? endpoint.callsToday : 0) + 1
  const callsThisMinute = (minute === endpoint.minute ? endpoint.callsThisMinute : 0) + 1
  if (callsThisMinute > TOKEN_QUOTAS[kind].perMinute) throw new ApiRefusal(45011)
  if (callsToday > TOKEN_QUOTAS[kind].perDay) throw new ApiRefusal(45009)
  return { ...endpoint, day, minute, callsToday, callsThisMinute, forcedAt: today ? endpoint.forcedAt : [] }
}

/** Every call gives a new token; the former one goes on for five minutes. */
const renewClassic = (endpoint: Endpoint, now: number, draw: () => string): Endpoint =>
  withNew(endpoint, now, draw, now + OVERLAP)

/** The same token until its last five minutes, unless forced; forced, the former one ends at once. */
function renewStable(endpoint: Endpoint, forced: boolean, now: number, draw: () => string): Endpoint {
  const [current] = endpoint.tokens
  const alive = current !== undefined && current.supersededAt > now && current.expiresAt - now > OVERLAP
  if (!forced) return alive ? endpoint : withNew(endpoint, now, draw, NEVER)
  const last = endpoint.forcedAt.at(-1)
  if (alive && last !== undefined && now - last < FORCED_APART) return endpoint
  if (endpoint.forcedAt.length >= TOKEN_QUOTAS.forcedPerDay) throw new ApiRefusal(45009)
  return { ...withNew(endpoint, now, draw, now), forcedAt: [...endpoint.forcedAt, now] }
}

function withNew(endpoint: Endpoint, now: number, draw: () => string, formerUntil: number): Endpoint {
  const former = endpoint.tokens.map((token) => ({ ...token, supersededAt: Math.min(token.supersededAt, formerUntil) }))
  const token: Token = { token: draw(), issuedAt: now, expiresAt: now + LIFE, supersededAt: NEVER }
  return { ...endpoint, tokens: [token, ...former].slice(0, KEPT) }
}

/** Ends every token at once, as when another program renews them. */
export const revoked = (tokens: AccountTokens, now: number): AccountTokens => ({
  classic: { ...tokens.classic, tokens: tokens.classic.tokens.map((token) => ({ ...token, supersededAt: now })) },
  stable: { ...tokens.stable, tokens: tokens.stable.tokens.map((token) => ({ ...token, supersededAt: now })) },
})

/** @throws {ApiRefusal} 40014 unknown | 42001 expired | 40001 superseded */
export function checkToken(tokens: AccountTokens | undefined, token: string, now: number): void {
  const found = [...(tokens?.stable.tokens ?? []), ...(tokens?.classic.tokens ?? [])].find(
    (candidate) => candidate.token === token,
  )
  if (found === undefined) throw new ApiRefusal(40014)
  if (found.expiresAt <= now) throw new ApiRefusal(42001)
  if (found.supersededAt <= now) throw new ApiRefusal(40001)
}
