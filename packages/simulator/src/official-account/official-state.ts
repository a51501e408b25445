import { createHash } from 'node:crypto'
import type { RightsTicket } from '../rights/ticket.ts'
import type { OfficialAccount } from './account.ts'
import type { Parcel } from './parcel.ts'
import type { Grant } from './profile.ts'
import type { AccountTokens } from './tokens.ts'

/** One line of a conversation. `content` is what the phone shows: the object of the wire without its envelope. */
export interface ChatLine {
  readonly id: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly side: 'payer' | 'merchant'
  /** `text`, `image`, … or `event`. */
  readonly type: string
  readonly content: Readonly<Record<string, unknown>>
}

/** A payer as one account sees them. */
export interface Follower {
  readonly appId: string
  readonly openId: string
  readonly payerId: string
  readonly subscribed: boolean
  readonly grants: readonly Grant[]
  readonly typingUntil: number
  readonly chat: readonly ChatLine[]
  /** The latest CreateTime: events are recognised by it, so that two never share one. */
  readonly lastStamp: number
}

export type Goods = 'virtual' | 'service' | 'physical'

/** A payment that a payer can complain about. */
export interface Payment {
  readonly transactionId: string
  readonly outTradeNo: string
  readonly appId: string
  readonly openId: string
  readonly goods: Goods
  readonly item: string
  /** Fen. */
  readonly amount: number
  readonly paidAt: number
  readonly delivery: { readonly status: 'delivered' | 'failed'; readonly at: number; readonly message: string } | null
}

export type MediaKind = 'image' | 'voice' | 'video' | 'thumb'

export interface Media {
  readonly mediaId: string
  readonly appId: string
  readonly kind: MediaKind
  readonly contentType: string
  /** SHA-256 of the bytes among the blobs. */
  readonly digest: string
  readonly createdAt: number
}

/** Everything that the official-account half of the platform remembers. */
export interface OfficialState {
  readonly accounts: Map<string, OfficialAccount>
  readonly tokens: Map<string, AccountTokens>
  /** By appId and openId, see {@link followerKey}. */
  readonly followers: Map<string, Follower>
  readonly payments: Map<string, Payment>
  readonly tickets: Map<string, RightsTicket>
  readonly media: Map<string, Media>
  readonly parcels: Map<string, Parcel>
  readonly counter: { next: number }
}

export type OfficialSnapshot = {
  readonly [Name in Exclude<keyof OfficialState, 'counter'>]: readonly (readonly [
    string,
    OfficialState[Name] extends Map<string, infer Value> ? Value : never,
  ])[]
} & { readonly next: number }

export const followerKey = (appId: string, openId: string): string => `${appId} ${openId}`

export const emptyOfficialState = (): OfficialState => ({
  accounts: new Map(),
  tokens: new Map(),
  followers: new Map(),
  payments: new Map(),
  tickets: new Map(),
  media: new Map(),
  parcels: new Map(),
  counter: { next: 0 },
})

const KEPT_PARCELS = 500

export function takeOfficialSnapshot(state: OfficialState): OfficialSnapshot {
  const finished = [...state.parcels.values()].filter((parcel) => parcel.state !== 'scheduled')
  const dropped = new Set(finished.slice(0, Math.max(0, finished.length - KEPT_PARCELS)))
  return {
    accounts: [...state.accounts],
    tokens: [...state.tokens],
    followers: [...state.followers],
    payments: [...state.payments],
    tickets: [...state.tickets],
    media: [...state.media],
    parcels: [...state.parcels].filter(([, parcel]) => !dropped.has(parcel)),
    next: state.counter.next,
  }
}

export const restoreOfficialState = (saved: OfficialSnapshot): OfficialState => ({
  accounts: new Map(saved.accounts),
  tokens: new Map(saved.tokens),
  followers: new Map(saved.followers),
  payments: new Map(saved.payments),
  tickets: new Map(saved.tickets),
  media: new Map(saved.media),
  parcels: new Map(saved.parcels),
  counter: { next: saved.next },
})

/** Forgets everything but the accounts. */
export function clearOfficialState(state: OfficialState): void {
  for (const map of [state.tokens, state.followers, state.payments, state.tickets, state.media, state.parcels])
    map.clear()
  state.counter.next = 0
}

/** Draws ids: same seed and same order of events, same ids. */
export class OfficialIds {
  readonly #seed: string
  readonly #counter: { next: number }

  constructor(seed: string, counter: { next: number }) {
    this.#seed = seed
    this.#counter = counter
  }

  /** 64 bits as decimal text; every other one above 2^63, where signed numbers end. */
  number64(): string {
    const digest = this.#digest('number')
    const value = digest.readBigUInt64BE(0)
    const high = 1n << 63n
    return String(this.#counter.next % 2 === 0 ? value | high : (value & (high - 1n)) | (1n << 62n))
  }

  /** Letters, digits, `_` and `-`. */
  opaque(length: number): string {
    return Buffer.concat([this.#digest('opaque'), this.#digest('more')])
      .toString('base64url')
      .slice(0, length)
  }

  /** Ten digits of the merchant, the Beijing day, ten digits. */
  transaction(partnerId: string, day: string): string {
    return `${partnerId}${day}${String(this.#digest('transaction').readUIntBE(0, 6) % 10_000_000_000).padStart(10, '0')}`
  }

  #digest(label: string): Buffer {
    this.#counter.next += 1
    return createHash('sha256').update(`${this.#seed}\nofficial ${label} ${this.#counter.next}`).digest()
  }
}
