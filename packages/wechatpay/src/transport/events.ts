import type { RepeatReason } from './policy.ts'
import type { CallName } from './request.ts'

interface AnyTransportEvent {
  readonly call: CallName
  readonly method: string
  /** Path and query; holds ids and dates, no secrets. */
  readonly path: string
  readonly host: string
  /** From 1. */
  readonly attempt: number
}

/** What hooks see: never headers, bodies, keys. */
export type TransportEvent =
  | (AnyTransportEvent & { readonly type: 'request' })
  | (AnyTransportEvent & {
      readonly type: 'answer'
      readonly status: number
      readonly requestId: string | undefined
      /** The key the answer names; count them while a merchant is switched over. */
      readonly platformSerial: string | undefined
      readonly durationMs: number
    })
  | (AnyTransportEvent & { readonly type: 'failure'; readonly reason: string; readonly durationMs: number })
  | (AnyTransportEvent & { readonly type: 'repeat'; readonly reason: RepeatReason; readonly delayMs: number })
  | { readonly type: 'keys-refreshed'; readonly serials: readonly string[] }
  | { readonly type: 'keys-refresh-failed'; readonly reason: string }

export type Observe = (event: TransportEvent) => void

/** A hook that fails must not fail the call. */
export const quietly =
  (observe: Observe | undefined): Observe =>
  (event) => {
    try {
      observe?.(event)
    } catch {
      // The hook belongs to the caller; its own logging is where this would show.
    }
  }
