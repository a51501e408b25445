import type { PlatformClock } from '../clock/platform-clock.ts'
import { SimulatorError } from '../errors.ts'
import type { Faults } from '../faults/faults.ts'
import type { DeliveryAttempt, FaultKind } from '../simulator-api.ts'
import { type ExchangeResult, exchange } from './exchange.ts'
import type { Parcel } from './parcel.ts'

/** One attempt, ready to be sent. */
export interface Outgoing {
  readonly url: string
  readonly body: string
}

export interface CourierServices {
  readonly parcels: Map<string, Parcel>
  readonly clock: PlatformClock
  readonly faults: Faults
  readonly timeoutMs: number
  /** Writes the attempt anew: times and seals are those of the moment. Undefined while there is no address. */
  readonly compose: (parcel: Parcel, fault: FaultKind | undefined) => Outgoing | undefined
  /** Judges the answer, and takes a reply out of it. */
  readonly isAccepted: (parcel: Parcel, result: ExchangeResult) => boolean
  readonly accountNumber: (appId: string) => string
  readonly changed: () => void
}

const MINUTE = 60_000
/** Eight attempts within 30 minutes, as the payment notice of the same documents. */
const PAYFEEDBACK_WAITS = [1, 2, 3, 4, 5, 7, 8].map((minutes) => minutes * MINUTE)
/** Three attempts in all; each waits for the limit of five seconds. */
const PUSH_WAITS = [5000, 5000]
/** After this many pushes that nobody took, none is tried for a minute. */
const FAILURES_BEFORE_PAUSE = 5
const PAUSE = MINUTE
const DEFAULT_DELAY = MINUTE

const SPOILS: readonly FaultKind[] = ['wrong-signature', 'stale-clock', 'unknown-enum', 'xml-doctype', 'xml-variant']

/** Brings notifications and pushes to the merchant, again and again by the schedule of their kind. */
export class Courier {
  readonly #services: CourierServices
  readonly #failures = new Map<string, number>()
  readonly #pausedUntil = new Map<string, number>()

  constructor(services: CourierServices) {
    this.#services = services
  }

  send(parcel: Parcel): void {
    const { parcels, clock, faults } = this.#services
    parcels.set(parcel.id, parcel)
    const occasion = this.#occasion(parcel)
    const paused = parcel.kind === 'push' && (this.#pausedUntil.get(parcel.appId) ?? 0) > clock.now()
    if (paused || faults.strike(['notification-lost'], occasion) !== undefined) {
      finish(parcel, 'abandoned')
      return
    }
    const delayed = faults.strike(['notification-delayed'], occasion)
    const at = clock.now() + (delayed === undefined ? 0 : (delayed.delayMs ?? DEFAULT_DELAY))
    this.#schedule(parcel, at)
    if (faults.strike(['notification-duplicated'], occasion) === undefined) return
    clock.schedule(at, async () => {
      await this.#attempt(parcel)
      this.#services.changed()
    })
  }

  /** Puts what a restored state still has to send back on the clock. */
  resume(): void {
    for (const parcel of this.#services.parcels.values()) {
      if (parcel.state === 'scheduled') this.#schedule(parcel, parcel.nextAttemptAt ?? 0)
    }
  }

  /** One attempt now. @throws {SimulatorError} `DELIVERY_UNKNOWN` */
  async redeliver(id: string): Promise<DeliveryAttempt> {
    const parcel = this.#services.parcels.get(id)
    if (parcel === undefined)
      throw new SimulatorError('DELIVERY_UNKNOWN', 'no delivery has this id', 'List the deliveries to see their ids.')
    const { attempt, accepted } = await this.#attempt(parcel)
    if (accepted) finish(parcel, 'delivered')
    this.#services.changed()
    return attempt
  }

  clear(): void {
    this.#failures.clear()
    this.#pausedUntil.clear()
  }

  #schedule(parcel: Parcel, at: number): void {
    parcel.nextAttemptAt = at
    this.#services.clock.schedule(at, () => this.#deliver(parcel))
  }

  async #deliver(parcel: Parcel): Promise<void> {
    const { parcels, clock, changed } = this.#services
    if (parcel.state !== 'scheduled' || parcels.get(parcel.id) !== parcel) return
    const startedAt = clock.now()
    const { accepted } = await this.#attempt(parcel)
    const waits = parcel.kind === 'push' ? PUSH_WAITS : PAYFEEDBACK_WAITS
    const wait = waits[parcel.attempts.length - 1]
    if (accepted) finish(parcel, 'delivered')
    else if (wait === undefined) finish(parcel, 'abandoned')
    else this.#schedule(parcel, startedAt + wait)
    if (parcel.kind === 'push' && parcel.state !== 'scheduled') this.#judge(parcel)
    changed()
  }

  #judge(parcel: Parcel): void {
    const failures = parcel.state === 'delivered' ? 0 : (this.#failures.get(parcel.appId) ?? 0) + 1
    this.#failures.set(parcel.appId, failures)
    if (failures < FAILURES_BEFORE_PAUSE) return
    this.#failures.set(parcel.appId, 0)
    this.#pausedUntil.set(parcel.appId, this.#services.clock.now() + PAUSE)
  }

  async #attempt(parcel: Parcel): Promise<{ attempt: DeliveryAttempt; accepted: boolean }> {
    const { clock, faults, compose, isAccepted, timeoutMs } = this.#services
    const at = new Date(clock.now()).toISOString()
    const started = performance.now()
    const outgoing = compose(parcel, faults.strike(SPOILS, this.#occasion(parcel))?.kind)
    const result: ExchangeResult =
      outgoing === undefined
        ? { status: null, text: '', error: 'NO_ADDRESS' }
        : await exchange(outgoing.url, { method: 'POST', body: outgoing.body }, timeoutMs)
    // The query of a push holds its signature; what is shown is the address alone.
    if (outgoing !== undefined) parcel.url = outgoing.url.split('?')[0] ?? ''
    const latencyMs = Math.round((performance.now() - started) * 10) / 10
    const accepted = result.status !== null && isAccepted(parcel, result)
    const error = result.error ?? (accepted ? null : 'NOT_ACCEPTED')
    const attempt = { at, status: result.status, latencyMs, error }
    parcel.attempts.push(attempt)
    return { attempt, accepted }
  }

  #occasion(parcel: Parcel): { readonly call: 'callback'; readonly mchid: string } {
    return { call: 'callback', mchid: this.#services.accountNumber(parcel.appId) }
  }
}

function finish(parcel: Parcel, state: 'delivered' | 'abandoned'): void {
  parcel.state = state
  parcel.nextAttemptAt = null
}
