import type { Strictness } from '../fields/issue.ts'
import type { KeyStore } from '../pki/key-store.ts'
import type { PlatformKeys } from '../pki/platform-signer.ts'
import type { Platform } from '../platform/platform.ts'
import type { Refunds } from '../platform/refunds.ts'
import type { CallName } from '../simulator-api.ts'
import type { Merchant } from '../state/merchant.ts'
import type { PlatformState } from '../state/platform-state.ts'
import type { Switches } from '../switches.ts'
import type { Part } from './multipart.ts'
import type { RawRequest } from './raw-request.ts'

/** What an endpoint is given once the request has been proved genuine. */
export interface CallContext {
  readonly request: RawRequest
  readonly caller: Merchant
  /** Path parameters, percent-decoded once. */
  readonly params: Readonly<Record<string, string>>
  /** Parts of an upload; empty for every other call. */
  readonly parts: readonly Part[]
  /** A fault: one entry has come in before this page since the page before it was read. */
  readonly shifted: boolean
  readonly now: number
  readonly services: EndpointServices
}

export interface EndpointServices {
  readonly state: PlatformState
  readonly platform: Platform
  readonly keys: KeyStore
  readonly switches: Readonly<Switches>
  readonly strictness: () => Strictness
  readonly allowLocalNotificationUrls: boolean
  readonly platformKeys: PlatformKeys
  readonly refunds: Refunds
  /** Sends the test notification of the echo call. */
  readonly announceEcho: (mchid: string, url: string, plaintext: object) => void
  /** The address that picture links start with, no slash at the end. */
  readonly publicUrl: () => string
  readonly changed: () => void
}

export interface Answer {
  readonly status: number
  readonly body: Buffer
  readonly contentType: string | undefined
  /** Downloads carry no signature. */
  readonly signed: boolean
}

export interface Endpoint {
  readonly call: CallName
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** `/v3/…/{name}/…` */
  readonly path: string
  readonly multipart?: boolean
  handle(context: CallContext): Answer
}

export const json = (value: unknown, status = 200): Answer => ({
  status,
  body: Buffer.from(JSON.stringify(value)),
  contentType: 'application/json; charset=utf-8',
  signed: true,
})

export const noContent = (): Answer => ({ status: 204, body: Buffer.alloc(0), contentType: undefined, signed: true })

export const binary = (bytes: Uint8Array, contentType: string): Answer => ({
  status: 200,
  body: Buffer.from(bytes),
  contentType,
  signed: false,
})
