import type { SerialNumber } from '../brands.ts'
import type { PlatformKey } from './platform-key.ts'

export type KeyMode = 'certificate' | 'public-key' | 'mixed' | 'empty'

/** The platform's keys by serial. Both kinds live side by side, as they do while a merchant is switched over. */
export interface Keyring {
  find(serial: string): PlatformKey | undefined
  /** Adds or replaces the key with this serial. */
  add(key: PlatformKey): void
  remove(serial: string): boolean
  list(): readonly PlatformKey[]
  mode(): KeyMode
  /**
   * The key to encrypt with and to name in Wechatpay-Serial: the public key where there is one, else the certificate
   * in force at `now` that expires last. Undefined when there is none.
   */
  preferred(now: Date): PlatformKey | undefined
}

export function createKeyring(keys: Iterable<PlatformKey> = []): Keyring {
  const bySerial = new Map<string, PlatformKey>()
  for (const key of keys) bySerial.set(key.serial, key)
  return {
    find: (serial: string | SerialNumber) => bySerial.get(serial),
    add: (key) => void bySerial.set(key.serial, key),
    remove: (serial) => bySerial.delete(serial),
    list: () => [...bySerial.values()],
    mode: () => modeOf(bySerial.values()),
    preferred: (now) => preferredKey(bySerial.values(), now),
  }
}

function modeOf(keys: Iterable<PlatformKey>): KeyMode {
  const kinds = new Set<PlatformKey['kind']>()
  for (const key of keys) kinds.add(key.kind)
  if (kinds.size === 2) return 'mixed'
  const [only] = kinds
  return only ?? 'empty'
}

function preferredKey(keys: Iterable<PlatformKey>, now: Date): PlatformKey | undefined {
  let best: PlatformKey | undefined
  for (const key of keys) {
    if (key.kind === 'public-key') return key
    if (key.effectiveAt > now || key.expiresAt <= now) continue
    if (best === undefined || (best.kind === 'certificate' && best.expiresAt < key.expiresAt)) best = key
  }
  return best
}
