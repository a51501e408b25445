import type { IncomingMessage } from 'node:http'
import type { Faults, Occasion } from '../faults/faults.ts'
import type { FaultInput, FaultKind } from '../simulator-api.ts'
import type { Merchant } from '../state/merchant.ts'
import { parseAuthorization } from './authorization.ts'
import { type Excerpt, excerptOf, type RequestLog } from './request-log.ts'
import type { Match } from './router.ts'

export interface TrailServices {
  readonly faults: Faults
  readonly log: RequestLog
  readonly now: () => number
}

/** What becomes known about one request while it is served, for the faults that may strike it and for the log. */
export class Trail {
  readonly #services: TrailServices
  readonly #incoming: IncomingMessage
  readonly #started = performance.now()
  readonly #at: string
  readonly #number: number
  readonly #faults: FaultKind[] = []
  #signed: Excerpt | null = null
  readonly unique: string
  readonly match: Match | undefined
  readonly occasion: Occasion
  caller: Merchant | undefined
  askedSerial: string | undefined
  reason: string | null = null
  code: string | null = null
  /** The number that ends the Request-ID. */
  suffix = '0'

  constructor(
    services: TrailServices,
    incoming: IncomingMessage,
    match: Match | undefined,
    unique: string,
    number: number,
  ) {
    this.#services = services
    this.#incoming = incoming
    this.#at = new Date(services.now()).toISOString()
    this.#number = number
    this.unique = unique
    this.match = match
    // Not proved yet, but enough to say whom a fault is meant for.
    const mchid = parseAuthorization(incoming.headers.authorization ?? '')?.mchid
    this.occasion = { call: match?.endpoint.call, mchid }
  }

  get requestId(): string {
    return `${this.unique}-${this.suffix}`
  }

  /** The first fault of these kinds that strikes this request. */
  struck(kinds: readonly FaultKind[]): FaultInput | undefined {
    const fault = this.#services.faults.strike(kinds, this.occasion)
    if (fault !== undefined) this.#faults.push(fault.kind)
    return fault
  }

  noteSigned(message: Uint8Array): void {
    this.#signed = excerptOf(message)
  }

  /** Writes the log entry. @param status Null when nothing was answered. */
  note(status: number | null): void {
    this.#services.log.add({
      id: `request-${this.#number}`,
      at: this.#at,
      method: this.#incoming.method ?? 'GET',
      path: this.#incoming.url ?? '/',
      call: this.occasion.call ?? null,
      mchid: this.caller?.mchid ?? this.occasion.mchid ?? null,
      status,
      code: this.code,
      // It may name what the request held, such as a field of any length.
      reason: this.reason === null ? null : excerptOf(Buffer.from(this.reason)).text,
      requestId: this.requestId,
      durationMs: Math.round((performance.now() - this.#started) * 10) / 10,
      signedMessage: this.#signed?.text ?? null,
      signedMessageCutFrom: this.#signed?.cutFrom ?? null,
      fault: this.#faults.length === 0 ? null : this.#faults.join(', '),
    })
  }
}
