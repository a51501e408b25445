import type { PlatformClock } from '../clock/platform-clock.ts'
import type { ByteStream } from '../crypto/seeded.ts'
import { SimulatorError } from '../errors.ts'
import type { Faults } from '../faults/faults.ts'
import { type SignatureSpoil, signatureHeaders } from '../http/signed-answer.ts'
import type { WireTime } from '../http/wire-clock.ts'
import type { KeyStore } from '../pki/key-store.ts'
import type { PlatformKeys } from '../pki/platform-signer.ts'
import type { Complaint } from '../platform/complaint.ts'
import { type ActionType, OWN_ACTIONS } from '../platform/vocabulary.ts'
import type { DeliveryAttempt } from '../simulator-api.ts'
import type { PlatformState } from '../state/platform-state.ts'
import type { Switches } from '../switches.ts'
import { eventOf, notificationBody } from './compose.ts'
import type { Notification } from './notification.ts'
import type { Poster } from './post.ts'
import { nextTryAt } from './schedule.ts'

export interface NotifierServices {
  readonly state: PlatformState
  readonly clock: PlatformClock
  readonly keys: KeyStore
  readonly platformKeys: PlatformKeys
  readonly wireTime: WireTime
  readonly faults: Faults
  readonly poster: Poster
  readonly random: ByteStream
  readonly switches: Readonly<Switches>
  /** Whether this message is to carry a probe signature. */
  readonly probe: () => boolean
  readonly timeoutMs: number
  readonly changed: () => void
}

export interface NamedEvent {
  readonly eventType: string
  readonly summary: string
  readonly originalType: string
  readonly complaintId: string | null
  readonly plaintext: object
}

const SPOILS = ['wrong-signature', 'unknown-serial', 'stale-clock', 'signtest'] as const
/** Finished notifications beyond this many are forgotten, the oldest first. */
const MAX_KEPT = 20_000
/** Platform milliseconds by which a delayed notification comes later, unless the fault says otherwise. */
const DEFAULT_DELAY = 60_000

/** Signs, seals and delivers notifications over real sockets, again and again by the schedule. */
export class Notifier {
  readonly #services: NotifierServices

  constructor(services: NotifierServices) {
    this.#services = services
  }

  /** Notifies the merchant and, separately, the partner above it, each if it has set an address. */
  announce(complaint: Complaint, action: ActionType): void {
    const { state, switches } = this.#services
    if (OWN_ACTIONS.has(action) && !switches.notifyOwnActions) return
    const partner = state.merchants.get(complaint.mchid)?.partnerMchid ?? complaint.mchid
    for (const mchid of new Set([complaint.mchid, partner])) {
      const url = state.notificationUrls.get(mchid)
      if (url === undefined) continue
      this.#enqueue({
        id: state.ids.notification(),
        mchid,
        fixedUrl: null,
        complaintId: complaint.id,
        ...eventOf(action),
        actionType: action,
        originalType: 'complaint',
        associatedData: 'complaint',
        plaintext: JSON.stringify({ complaint_id: complaint.id, action_type: this.#wordFor(action, mchid) }),
        createdAt: this.#services.clock.now(),
        state: 'scheduled',
        url,
        nextAttemptAt: null,
        attempts: [],
      })
    }
  }

  /** Notifies an address that a call named: of a refund's result, or the echo. */
  announceTo(mchid: string, url: string, event: NamedEvent): void {
    const { state, clock } = this.#services
    this.#enqueue({
      id: state.ids.notification(),
      mchid,
      fixedUrl: url,
      complaintId: event.complaintId,
      eventType: event.eventType,
      actionType: event.eventType,
      summary: event.summary,
      originalType: event.originalType,
      associatedData: event.originalType,
      plaintext: JSON.stringify(event.plaintext),
      createdAt: clock.now(),
      state: 'scheduled',
      url,
      nextAttemptAt: null,
      attempts: [],
    })
  }

  /** Puts what a restored state still has to send back on the clock. */
  resume(): void {
    for (const notification of this.#services.state.notifications.values()) {
      if (notification.state === 'scheduled') this.#schedule(notification, notification.nextAttemptAt ?? 0)
    }
  }

  /** One try now, whatever the schedule says. @throws {SimulatorError} `DELIVERY_UNKNOWN` */
  async redeliver(id: string): Promise<DeliveryAttempt> {
    const notification = this.#services.state.notifications.get(id)
    if (notification === undefined) {
      throw new SimulatorError('DELIVERY_UNKNOWN', 'no delivery has this id', 'List the deliveries to see their ids.')
    }
    const attempt = await this.#attempt(notification)
    if (isAccepted(attempt)) finish(notification, 'delivered')
    this.#services.changed()
    return attempt
  }

  #wordFor(action: ActionType, mchid: string): string {
    const unknown = this.#services.faults.strike(['unknown-enum'], { call: 'callback', mchid })
    return unknown === undefined ? action : 'SIMULATED_NEW_ACTION'
  }

  #enqueue(notification: Notification): void {
    const { state, faults, clock } = this.#services
    state.notifications.set(notification.id, notification)
    if (state.notifications.size > MAX_KEPT) this.#forgetOldest()
    const occasion = { call: 'callback', mchid: notification.mchid } as const
    if (faults.strike(['notification-lost'], occasion) !== undefined) {
      finish(notification, 'abandoned')
      return
    }
    const delayed = faults.strike(['notification-delayed'], occasion)
    const at = clock.now() + (delayed === undefined ? 0 : (delayed.delayMs ?? DEFAULT_DELAY))
    this.#schedule(notification, at)
    if (faults.strike(['notification-duplicated'], occasion) !== undefined) {
      // The second route of the platform: the same notification once more in the same second.
      clock.schedule(at, async () => {
        await this.#attempt(notification)
        this.#services.changed()
      })
    }
  }

  #forgetOldest(): void {
    const { notifications } = this.#services.state
    for (const [id, { state }] of notifications) {
      if (notifications.size <= MAX_KEPT) return
      if (state !== 'scheduled') notifications.delete(id)
    }
  }

  #schedule(notification: Notification, at: number): void {
    notification.nextAttemptAt = at
    this.#services.clock.schedule(at, () => this.#deliver(notification))
  }

  async #deliver(notification: Notification): Promise<void> {
    const { state, clock, switches, changed } = this.#services
    if (notification.state !== 'scheduled' || state.notifications.get(notification.id) !== notification) return
    const startedAt = clock.now()
    const attempt = await this.#attempt(notification)
    if (isAccepted(attempt)) {
      finish(notification, 'delivered')
    } else {
      const firstAt = Date.parse(notification.attempts[0]?.at ?? attempt.at)
      const next = nextTryAt(switches.retryProfile, notification.attempts.length, firstAt, startedAt)
      if (next === undefined) finish(notification, 'abandoned')
      else this.#schedule(notification, next)
    }
    changed()
  }

  async #attempt(notification: Notification): Promise<DeliveryAttempt> {
    const { state, clock, keys, platformKeys, wireTime, faults, poster, random, timeoutMs } = this.#services
    const at = new Date(clock.now()).toISOString()
    const started = performance.now()
    const record = (status: number | null, error: string | null): DeliveryAttempt => {
      const latencyMs = Math.round((performance.now() - started) * 10) / 10
      const attempt = { at, status, latencyMs, error }
      notification.attempts.push(attempt)
      return attempt
    }
    const merchant = state.merchants.get(notification.mchid)
    const url = notification.fixedUrl ?? state.notificationUrls.get(notification.mchid)
    if (merchant === undefined || url === undefined) return record(null, 'NO_ADDRESS')
    notification.url = url

    const body = notificationBody(notification, keys.apiV3Key(merchant.mchid), state.seed, merchant.algorithm)
    const struck = faults.strike(SPOILS, { call: 'callback', mchid: merchant.mchid })?.kind
    const spoil: SignatureSpoil | undefined =
      SPOILS.find((kind) => kind === struck) ?? (this.#services.probe() ? 'signtest' : undefined)
    const key = platformKeys.forCallback(merchant, notification.id)
    const nonce = random(16).toString('hex').toUpperCase()
    const headers = await signatureHeaders(key, wireTime.secondsFor(merchant.mchid), nonce, body, spoil)
    const result = await poster.post(
      url,
      {
        ...headers,
        'Content-Type': 'application/json',
        'Request-ID': `${random(16).toString('hex').toUpperCase()}-0`,
        'User-Agent': 'Mozilla/4.0',
        Accept: '*/*',
        Pragma: 'no-cache',
      },
      body,
      timeoutMs,
    )
    return record(result.status, result.error)
  }
}

/** Exactly 200 or 204; the body does not matter. */
const isAccepted = (attempt: DeliveryAttempt): boolean => attempt.status === 200 || attempt.status === 204

function finish(notification: Notification, state: 'delivered' | 'abandoned'): void {
  notification.state = state
  notification.nextAttemptAt = null
}
