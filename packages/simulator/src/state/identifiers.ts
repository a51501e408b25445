import { createHash } from 'node:crypto'
import { beijingDay, beijingTime } from '../clock/beijing.ts'
import { seededDigits } from '../crypto/seeded.ts'

/** What the next id of each kind is made from; part of the saved state. */
export interface Counters {
  complaints: number
  logs: number
  orders: number
  pictures: number
  notifications: number
  refunds: number
}

export const freshCounters = (): Counters => ({
  complaints: 0,
  logs: 0,
  orders: 0,
  pictures: 0,
  notifications: 0,
  refunds: 0,
})

/** Draws ids that look like live ones. Same seed and same order of events, same ids. */
export class Identifiers {
  readonly #seed: string
  readonly #counters: Counters
  readonly #offsets = new Map<string, bigint>()

  constructor(seed: string, counters: Counters) {
    this.#seed = seed
    this.#counters = counters
  }

  /** 27 digits: `2000000`, the Beijing day, twelve digits. */
  complaint(at: number): string {
    return `2000000${compactDay(at)}${this.#digits('complaints', 12)}`
  }

  /** 27 digits: `3002853`, the Beijing day, twelve digits. */
  log(at: number): string {
    return `3002853${compactDay(at)}${this.#digits('logs', 12)}`
  }

  order(at: number): { transactionId: string; outTradeNo: string } {
    const digits = this.#digits('orders', 10)
    const instant = beijingTime(at).slice(0, 19).replaceAll(/\D/g, '')
    return { transactionId: `4200000404${compactDay(at)}${digits}`, outTradeNo: `${instant}${digits.slice(0, 9)}` }
  }

  /** Shaped like a UUID, as live notification ids are. */
  notification(): string {
    return this.#uuid(`notification ${this.#next('notifications')}`)
  }

  refund(at: number): string {
    return `5030000${compactDay(at)}${this.#digits('refunds', 14)}`
  }

  /** 32 upper-case hexadecimal digits and the file's suffix, as the upload answers. */
  upload(suffix: string): string {
    return `${this.#hash(`upload ${this.#next('pictures')}`)
      .toString('hex')
      .slice(0, 32)
      .toUpperCase()}.${suffix}`
  }

  /** Base64 of a protobuf with complaint id, position and second, as in live picture links. */
  payerPicture(complaintId: string, at: number): string {
    const position = this.#next('pictures') + 1
    const id = Buffer.from(complaintId)
    const bytes = Buffer.concat([
      Buffer.from([0x0a, id.length]),
      id,
      Buffer.from([0x18]),
      varint(position),
      Buffer.from([0x20]),
      varint(Math.floor(at / 1000)),
      Buffer.from([0x28, 0x01, 0x30, 0x01, 0x38, 0x01]),
    ])
    return bytes.toString('base64')
  }

  #next(kind: keyof Counters): number {
    const value = this.#counters[kind]
    this.#counters[kind] = value + 1
    return value
  }

  // An odd step that 5 does not divide visits every number below 10^n once, so ids never repeat and still look drawn.
  #digits(kind: keyof Counters, length: number): string {
    const space = 10n ** BigInt(length)
    let offset = this.#offsets.get(kind)
    if (offset === undefined) {
      offset = BigInt(seededDigits(this.#seed, `offset of ${kind}`, length))
      this.#offsets.set(kind, offset)
    }
    const step = 7_368_787n
    return ((offset + BigInt(this.#next(kind)) * step) % space).toString().padStart(length, '0')
  }

  #hash(label: string): Buffer {
    return createHash('sha256').update(`${this.#seed}\n${label}`).digest()
  }

  #uuid(label: string): string {
    const bytes = this.#hash(label)
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
    const hex = bytes.toString('hex')
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
  }
}

const compactDay = (at: number): string => beijingDay(at).replaceAll('-', '')

function varint(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  while (rest > 0x7f) {
    bytes.push((rest % 0x80) | 0x80)
    rest = Math.floor(rest / 0x80)
  }
  bytes.push(rest)
  return Buffer.from(bytes)
}
