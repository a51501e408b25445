import type { RetryProfileName } from '../options.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

interface Profile {
  /** Waits before the first re-sends, in order. */
  readonly waits: readonly number[]
  /** Wait before every later one; none when the list is all. */
  readonly afterwards?: number
  /** Tries in all, the first included. */
  readonly maxTries: number
  /** Milliseconds after the first try beyond which nothing more is sent. */
  readonly maxAge: number
}

const repeated = (wait: number, times: number): number[] => Array.from({ length: times }, () => wait)

const GENERIC = [15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10_800, 10_800, 10_800, 21_600, 21_600]

export const RETRY_PROFILES: Readonly<Record<RetryProfileName, Profile>> = {
  'complaint-2026': { waits: repeated(MINUTE, 10), afterwards: 5 * MINUTE, maxTries: 1000, maxAge: 2 * HOUR },
  'complaint-2023': {
    waits: [5 * SECOND, ...repeated(MINUTE, 10)],
    afterwards: 5 * MINUTE,
    maxTries: 1000,
    maxAge: 7 * 24 * HOUR,
  },
  'generic-15': {
    waits: GENERIC.map((seconds) => seconds * SECOND),
    maxTries: GENERIC.length + 1,
    maxAge: Number.POSITIVE_INFINITY,
  },
}

/**
 * When the next try is due after `tries` failed ones.
 * @param firstAt When the first try was made, milliseconds.
 * @returns undefined when the schedule has ended
 */
export function nextTryAt(
  profile: RetryProfileName,
  tries: number,
  firstAt: number,
  lastAt: number,
): number | undefined {
  const { waits, afterwards, maxTries, maxAge } = RETRY_PROFILES[profile]
  const wait = waits[tries - 1] ?? afterwards
  if (wait === undefined || tries >= maxTries) return undefined
  const at = lastAt + wait
  return at - firstAt > maxAge ? undefined : at
}
