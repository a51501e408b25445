import type { StoredToken } from './stored-token.ts'

const MARGIN_MS = 300_000
const DAY_MS = 86_400_000
const FORCED_PER_DAY = 20
const FORCED_APART_MS = 30_000

/**
 * True while a token may be used without asking: until 300 s, or a tenth of its life where that is shorter, before its
 * end. Within these 300 s the platform hands out the next token while the old one still works.
 */
export function isFresh(token: StoredToken, now: number): boolean {
  const margin = Math.min(MARGIN_MS, (token.expiresAt - token.fetchedAt) / 10)
  return now < token.expiresAt - margin
}

/** Forced refreshes that still count: the platform allows 20 a day; a sliding day never exceeds that. */
export const recentForced = (forcedAt: readonly number[], now: number): readonly number[] =>
  forcedAt.filter((at) => at > now - DAY_MS)

/** Whether a forced refresh is allowed: at most 20 in 24 hours and 30 s apart. */
export function mayForce(forcedAt: readonly number[], now: number): boolean {
  const recent = recentForced(forcedAt, now)
  const last = recent.at(-1)
  return recent.length < FORCED_PER_DAY && (last === undefined || now - last >= FORCED_APART_MS)
}
