import type { ReplyWindow } from '../api/types.ts'

export type WindowNow =
  | { readonly open: true; readonly minutesLeft: number | null; readonly remaining: number | null }
  | { readonly open: false; readonly reason: NonNullable<ReplyWindow['reason']> }

/** How the reply window stands at `now` (milliseconds since 1970): it may have closed since the desk told of it. */
export function windowNow(window: ReplyWindow, now: number): WindowNow {
  if (!window.open) return { open: false, reason: window.reason ?? 'expired' }
  if (window.closesAt === null) return { open: true, minutesLeft: null, remaining: window.remaining }
  const left = Date.parse(window.closesAt) - now
  // Rounded down, so that the page never promises a minute too many.
  return left <= 0
    ? { open: false, reason: 'expired' }
    : { open: true, minutesLeft: Math.floor(left / 60_000), remaining: window.remaining }
}
