import type { CallName } from '../simulator-api.ts'
import { refuse } from './refusals.ts'

interface Limit {
  readonly calls: number
  /** Milliseconds. */
  readonly window: number
}

const perMinute = (calls: number): Limit => ({ calls, window: 60_000 })

/** Published limits (spec 6.1), and the project's assumption where none is published. */
export const LIMITS: Readonly<Partial<Record<CallName, Limit>>> = {
  list: perMinute(200),
  detail: perMinute(200),
  history: perMinute(200),
  reply: perMinute(60),
  'reply-immediate': perMinute(60),
  complete: perMinute(1500),
  'refund-decision': perMinute(60),
  upload: perMinute(60),
  download: perMinute(200),
  notifications: perMinute(60),
  certificates: { calls: 1000, window: 1000 },
}

/** Counts calls per merchant and call in a window that slides with the platform clock. */
export function createRateLimiter(now: () => number): (mchid: string, call: CallName) => void {
  const taken = new Map<string, number[]>()
  return (mchid, call) => {
    const limit = LIMITS[call]
    if (limit === undefined) return
    const key = `${mchid} ${call}`
    const at = now()
    const recent = (taken.get(key) ?? []).filter((earlier) => earlier > at - limit.window)
    if (recent.length >= limit.calls) throw refuse.rateLimited()
    recent.push(at)
    taken.set(key, recent)
  }
}
