import type { OfficialAccountOptions } from './official-account/api.ts'
import type { Scenario } from './scenarios/scenario.ts'
import type { Switches } from './switches.ts'

/** How a merchant's answers and notifications are signed by the platform. `switching` holds both keys, as during a migration. */
export type KeyMode = 'certificate' | 'public-key' | 'switching'

/** Redelivery schedules that official documents of different years describe. */
export type RetryProfileName = 'complaint-2026' | 'complaint-2023' | 'generic-15'

export interface MerchantOptions {
  readonly mchid: string
  /** Defaults to a made-up shop name. */
  readonly name?: string
  /** The partner above this merchant; created as a merchant of its own when unknown. */
  readonly partnerMchid?: string | null
  /** Defaults to `certificate`. */
  readonly keyMode?: KeyMode
  /** `SM2` is the Chinese suite, with certificates only. Defaults to `RSA`. */
  readonly algorithm?: 'RSA' | 'SM2'
}

export interface SimulatorOptions {
  /** 0 (the default) takes a free port. */
  readonly port?: number
  /** Defaults to 127.0.0.1. */
  readonly host?: string
  /** The address that picture links carry; defaults to the address the server listens on. */
  readonly publicUrl?: string
  /** Same seed, same keys and ids. Defaults to a random one. */
  readonly seed?: string
  /** Where the platform clock starts; defaults to the present. */
  readonly now?: Date
  /** `real` runs with the wall clock and can be moved; `manual` stands still until it is moved. Defaults to `real`. */
  readonly clock?: 'real' | 'manual'
  /**
   * Which clock the signatures and the five-minute rule use. `virtual`: the platform clock. `real`: the wall clock.
   * `follow`: a request at either time is accepted and answered in kind, so that a client on the wall clock keeps
   * working after the platform clock was moved. Defaults to `virtual` for a manual clock, else `follow`.
   */
  readonly wireClock?: WireClock
  /** Keeps merchants, keys, complaints, pictures and addresses here and goes on with them at the next start. */
  readonly stateFile?: string
  /** Defaults to those of the scenario, or to one made-up shop, 1900000001. Merchants found in the state file are kept as they are. */
  readonly merchants?: readonly MerchantOptions[]
  /** Defaults to one made-up account, wx0123456789abcdef. Accounts found in the state file are kept as they are. */
  readonly officialAccounts?: readonly OfficialAccountOptions[]
  /** Whether a merchant is notified of its own replies, completions and decisions. Defaults to true. */
  readonly notifyOwnActions?: boolean
  /** Defaults to `complaint-2026`. */
  readonly retryProfile?: RetryProfileName
  /** Milliseconds a notification may take before it counts as failed. Defaults to 5000. */
  readonly notificationTimeoutMs?: number
  /** Accepts http, loopback and private addresses for notifications. Defaults to true on a loopback host. */
  readonly allowLocalNotificationUrls?: boolean
  /** Serves https under the simulator's own authority, for the platform's host names and its own. Defaults to false. */
  readonly tls?: boolean
  /** Plays a scenario at the first start: one of the library by name, or one of your own. */
  readonly scenario?: string | Scenario
  /** Unpublished behaviour, each with its default. */
  readonly switches?: Partial<Switches>
  /** `platform` answers 429 above the known limits. Defaults to `off`. */
  readonly rateLimits?: 'platform' | 'off'
}

export type WireClock = 'virtual' | 'real' | 'follow'
