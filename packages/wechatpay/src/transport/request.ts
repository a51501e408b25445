import type { HttpMethod } from '../signing/sign-request.ts'

/** Name of a call, for hooks, metrics and pacing. */
export type CallName =
  | 'list'
  | 'detail'
  | 'history'
  | 'reply'
  | 'reply-immediate'
  | 'complete'
  | 'refund-decision'
  | 'upload'
  | 'download'
  | 'notification-url'
  | 'certificates'
  | 'refund'
  | 'echo'
  | 'request'

/**
 * - `read`: changes nothing.
 * - `idempotent`: repeating it with the same parameters changes nothing further.
 * - `write`: repeating it may act twice. Never repeated unless it is certain that nothing was sent.
 */
export type Effect = 'read' | 'idempotent' | 'write'

export interface UnsignedRequest {
  readonly call: CallName
  readonly method: HttpMethod
  /** Path and query, already percent-encoded. */
  readonly path: string
  readonly effect: Effect
  /** JSON text, sent and signed as it is. */
  readonly body?: string
  /** For an upload: other bytes travel than are signed. */
  readonly multipart?: {
    readonly contentType: string
    readonly bytes: Uint8Array<ArrayBuffer>
    readonly signedText: string
  }
  /** Default application/json. */
  readonly accept?: string
  /** Serial of the platform key that encrypted a field of the body. */
  readonly platformSerial?: string | undefined
}

/** An answer whose signature has been checked, or whose kind carries none. */
export interface Answer {
  readonly status: number
  readonly headers: { get(name: string): string | null }
  readonly body: Uint8Array
  readonly requestId: string | undefined
}

export const jsonBody = (value: Readonly<Record<string, unknown>>): string => JSON.stringify(value)

/** A query string in the given order; undefined values are left out. */
export function queryString(values: Readonly<Record<string, string | number | undefined>>): string {
  const parts: string[] = []
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) parts.push(`${name}=${encodeURIComponent(value)}`)
  }
  return parts.length === 0 ? '' : `?${parts.join('&')}`
}
