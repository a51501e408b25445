import { Buffer } from 'node:buffer'
import { decodeBase64 } from '../base64.ts'
import { ProtocolError } from '../errors.ts'
import { type HeaderSource, isHeaders, readHeader, requireHeader } from '../headers.ts'
import type { Keyring } from '../keys/keyring.ts'
import type { PlatformKey } from '../keys/platform-key.ts'
import { digitsAt, isText } from '../reading/text.ts'

/** What the platform puts on an answer or a notification to prove it. */
export interface SignatureHeaders {
  /** Decimal Unix seconds, as text. */
  readonly timestamp: string
  readonly nonce: string
  readonly signature: string
  readonly serial: string
  readonly type: string | undefined
}

export interface VerifyOptions {
  /** Accepted while |now - timestamp| is below this; exactly this many seconds are refused. Default 300. */
  readonly windowSeconds?: number | undefined
}

export const DEFAULT_WINDOW_SECONDS = 300
const PROBE_PREFIX = 'WECHATPAY/SIGNTEST/'
const LINE_FEED = Buffer.from('\n')

/** @throws {ProtocolError} `HEADER_MISSING` */
export const readSignatureHeaders = (headers: HeaderSource): SignatureHeaders =>
  plainHeaders(headers) ?? {
    timestamp: requireHeader(headers, 'wechatpay-timestamp'),
    nonce: requireHeader(headers, 'wechatpay-nonce'),
    signature: requireHeader(headers, 'wechatpay-signature'),
    serial: requireHeader(headers, 'wechatpay-serial'),
    type: readHeader(headers, 'wechatpay-signature-type'),
  }

/** All five, as node:http gives them; undefined when one has to be looked for. Comes to the same (bench/sdk). */
function plainHeaders(headers: HeaderSource): SignatureHeaders | undefined {
  if (isHeaders(headers)) return undefined
  const timestamp = headers['wechatpay-timestamp']
  const nonce = headers['wechatpay-nonce']
  const signature = headers['wechatpay-signature']
  const serial = headers['wechatpay-serial']
  const type = headers['wechatpay-signature-type']
  if (!isText(timestamp) || !isText(nonce) || !isText(signature) || !isText(serial) || !isText(type)) return undefined
  return { timestamp, nonce, signature, serial, type }
}

/** The three lines that the platform signs: timestamp, nonce, body, each ended by a line feed. */
export const answerMessage = (timestamp: string, nonce: string, body: Uint8Array): Uint8Array =>
  Buffer.concat([Buffer.from(`${timestamp}\n${nonce}\n`), body, LINE_FEED])

/**
 * Proves that the platform signed these bytes recently. Synchronous.
 * @param body Bytes exactly as received; empty for 204.
 * @param now Unix time, whole seconds.
 * @returns The key that proved it.
 * @throws {ProtocolError} `SIGNATURE_PROBE` | `TIMESTAMP_OUT_OF_RANGE` | `PLATFORM_KEY_UNKNOWN` | `PLATFORM_KEY_EXPIRED` |
 * `SIGNATURE_TYPE_UNSUPPORTED` | `SIGNATURE_INVALID`
 * @see docs/sdk/sources.md#answer-signature (the official SDKs differ at exactly 300 s)
 */
export function verifySignature(
  headers: SignatureHeaders,
  body: Uint8Array,
  keyring: Pick<Keyring, 'find'>,
  now: number,
  options: VerifyOptions = {},
): PlatformKey {
  if (headers.signature.startsWith(PROBE_PREFIX)) {
    throw new ProtocolError('SIGNATURE_PROBE', 'the signature is a probe of the platform', {
      field: 'wechatpay-signature',
    })
  }
  checkClock(headers.timestamp, now, options.windowSeconds ?? DEFAULT_WINDOW_SECONDS)
  const key = keyring.find(headers.serial)
  if (key === undefined) {
    throw new ProtocolError('PLATFORM_KEY_UNKNOWN', `no platform key with serial ${printable(headers.serial)}`, {
      field: 'wechatpay-serial',
    })
  }
  checkKey(key, headers.type, now)
  const signature = decodeBase64(headers.signature)
  const message = [`${headers.timestamp}\n${headers.nonce}\n`, body, '\n']
  if (signature === undefined || !key.verify(message, signature)) {
    throw new ProtocolError('SIGNATURE_INVALID', `the signature does not fit the bytes and key ${key.serial}`, {
      field: 'wechatpay-signature',
    })
  }
  return key
}

function checkClock(timestamp: string, now: number, windowSeconds: number): void {
  const apart = Math.abs(now - wholeSeconds(timestamp))
  if (apart < windowSeconds) return
  const said = Number.isFinite(apart) ? `${apart} s away from the clock here` : 'not a number of seconds'
  throw new ProtocolError(
    'TIMESTAMP_OUT_OF_RANGE',
    `the timestamp is ${said}; less than ${windowSeconds} s is accepted`,
    { field: 'wechatpay-timestamp' },
  )
}

/** One to twelve digits. NaN for anything else, and then no window is wide enough. */
const wholeSeconds = (text: string): number =>
  text.length >= 1 && text.length <= 12 ? digitsAt(text, 0, text.length) : Number.NaN

function checkKey(key: PlatformKey, type: string | undefined, now: number): void {
  if (type !== undefined && type !== key.scheme) {
    throw new ProtocolError(
      'SIGNATURE_TYPE_UNSUPPORTED',
      `signature type ${printable(type)} does not fit key ${key.serial}`,
      { field: 'wechatpay-signature-type' },
    )
  }
  if (key.kind === 'certificate' && key.expiresAt.getTime() <= now * 1000) {
    throw new ProtocolError(
      'PLATFORM_KEY_EXPIRED',
      `platform certificate ${key.serial} ended on ${key.expiresAt.toISOString()}`,
      { field: 'wechatpay-serial' },
    )
  }
}

/** Foreign text that goes into a message: short and without control characters. */
const printable = (text: string): string => text.slice(0, 80).replace(/[^\x20-\x7e]/g, '?')
