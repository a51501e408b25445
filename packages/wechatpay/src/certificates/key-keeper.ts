import { PlatformError, ProtocolError } from '../errors.ts'
import type { Keyring } from '../keys/keyring.ts'
import type { PlatformCertificate } from '../keys/platform-key.ts'
import type { Observe } from '../transport/events.ts'
import { mayFetchFor, type RefreshState, refreshNeed } from './schedule.ts'

export interface KeyKeeper {
  /** Downloads once, however many ask at the same time, and adds what came to the keyring. */
  refresh(): Promise<readonly PlatformCertificate[]>
  /** Before a call: waits for the first keys, renews ageing ones beside it. */
  prepare(): Promise<void>
  /** Tries to learn the key behind a serial; true when the keyring has it now. */
  learn(serial: string): Promise<boolean>
}

export interface KeyKeeperSetting {
  readonly keyring: Keyring
  readonly automatic: boolean
  readonly now: () => Date
  readonly download: () => Promise<readonly PlatformCertificate[]>
  readonly observe: Observe
}

export function createKeyKeeper({ keyring, automatic, now, download, observe }: KeyKeeperSetting): KeyKeeper {
  let state: RefreshState = { lastAttemptAt: now().getTime(), everAttempted: false }
  let lastFailure: unknown
  let running: Promise<readonly PlatformCertificate[]> | undefined

  const refresh = (): Promise<readonly PlatformCertificate[]> => {
    running ??= load().finally(() => {
      running = undefined
    })
    return running
  }

  const load = async (): Promise<readonly PlatformCertificate[]> => {
    state = { lastAttemptAt: now().getTime(), everAttempted: true }
    try {
      const certificates = await download()
      for (const certificate of certificates) keyring.add(certificate)
      observe({ type: 'keys-refreshed', serials: certificates.map((certificate) => certificate.serial) })
      return certificates
    } catch (error) {
      if (!saysThereAreNone(error)) {
        state = { ...state, failedAt: now().getTime() }
        lastFailure = error
      }
      observe({ type: 'keys-refresh-failed', reason: error instanceof Error ? error.message : 'unknown' })
      throw error
    }
  }

  /** While there are keys to work with, a failed download is told to the hook and tried again at the next interval. */
  const refreshBeside = async (): Promise<void> => {
    try {
      await refresh()
    } catch {
      // Told to the hook by load().
    }
  }

  return {
    refresh,
    async prepare() {
      if (!automatic) return
      const need = refreshNeed(keyring.mode(), keyring.list(), state, now().getTime())
      if (need === 'now' || (running !== undefined && keyring.mode() === 'empty')) await refresh()
      if (need === 'soon') void refreshBeside()
      if (keyring.mode() === 'empty') {
        if (state.failedAt !== undefined) throw lastFailure
        throw new ProtocolError('PLATFORM_KEY_UNKNOWN', 'the keyring holds no platform key', {
          remedy:
            'Configure the WeChat Pay public key (PUB_KEY_ID_…) of the merchant console; the platform offers no certificates for this merchant.',
        })
      }
    },
    async learn(serial) {
      if (!automatic) return false
      if (running !== undefined) await refreshBeside()
      else if (mayFetchFor(serial, keyring.mode(), state, now().getTime())) await refreshBeside()
      return keyring.find(serial) !== undefined
    },
  }
}

/**
 * The platform answered for good: it has no certificates for a merchant who has the public key only, or none among them
 * that its answer is signed with.
 */
const saysThereAreNone = (error: unknown): boolean =>
  (error instanceof PlatformError && error.status === 404 && error.code === 'RESOURCE_NOT_EXISTS') ||
  (error instanceof ProtocolError && error.code === 'PLATFORM_KEY_UNKNOWN')
