import type { KeyMode } from '../keys/keyring.ts'
import type { PlatformKey } from '../keys/platform-key.ts'

export interface RefreshState {
  /** When the last download was begun, Unix milliseconds; before the first one, when the client was made. */
  readonly lastAttemptAt: number
  readonly everAttempted: boolean
  /** When the last download failed, Unix milliseconds; absent when the platform answered it, if only with nothing. */
  readonly failedAt?: number | undefined
}

/** The platform asks for less than 12 hours between downloads; its own SDK takes one. */
export const REFRESH_INTERVAL_MS = 3_600_000
/** A serial nobody knows may be forged: it leads to one download in this time, whatever arrives. */
export const UNKNOWN_SERIAL_INTERVAL_MS = 300_000
/** A download that failed says nothing about the keys: it is tried again soon, though not for every call. */
export const FAILED_INTERVAL_MS = 5_000
/** New certificates can be had ten days before the old ones end. */
const RENEWAL_MS = 10 * 86_400_000

export type RefreshNeed = 'now' | 'soon' | 'none'

/** Whether a call must wait for certificates (`now`), should have them renewed beside it (`soon`), or neither. */
export function refreshNeed(
  mode: KeyMode,
  keys: readonly PlatformKey[],
  state: RefreshState,
  now: number,
): RefreshNeed {
  if (mode === 'public-key') return 'none'
  if (mode === 'empty') return mayFetchAgain(state, now) ? 'now' : 'none'
  if (now - state.lastAttemptAt >= REFRESH_INTERVAL_MS) return 'soon'
  const last = Math.max(...keys.map((key) => (key.kind === 'certificate' ? key.expiresAt.getTime() : 0)))
  return !state.everAttempted && last - now < RENEWAL_MS ? 'soon' : 'none'
}

/** Whether an unknown serial justifies a download. A public key cannot be downloaded, so its id never does. */
export function mayFetchFor(serial: string, mode: KeyMode, state: RefreshState, now: number): boolean {
  if (mode === 'public-key' || serial.startsWith('PUB_KEY_ID_')) return false
  return mayFetchAgain(state, now)
}

function mayFetchAgain(state: RefreshState, now: number): boolean {
  if (state.failedAt !== undefined) return now - state.failedAt >= FAILED_INTERVAL_MS
  return !state.everAttempted || now - state.lastAttemptAt >= UNKNOWN_SERIAL_INTERVAL_MS
}
