import { ProtocolError } from '../../errors.ts'
import { requireRawBytes } from '../../notifications/verify-notification.ts'
import { requireChildText } from '../../xml/element.ts'
import { readXml } from '../../xml/read-xml.ts'
import type { InboundPush } from './inbound-push.ts'
import type { PushCipher } from './push-cipher.ts'
import type { PushQuery, PushSettings } from './push-settings.ts'
import { isPushSignature } from './push-token.ts'
import { readPush } from './read-push.ts'

export interface ReceivedPush {
  readonly query: PushQuery
  /** Bytes exactly as received. */
  readonly body: Uint8Array
  readonly settings: PushSettings
  readonly now: Date
}

export interface ProvedPush {
  readonly push: InboundPush
  /** The key that opened it, to seal a reply with; undefined when it came in plain. */
  readonly cipher: PushCipher | undefined
}

const DEFAULT_WINDOW_SECONDS = 300

/**
 * Proves the address check of the platform and returns the text to answer with, exactly, status 200.
 * @throws {ProtocolError} `SIGNATURE_INVALID` | `TIMESTAMP_OUT_OF_RANGE` | `BODY_INVALID`; answer 403
 * @see docs/sources-rights-v16.md#push (spec legacy-v16 6.2)
 */
export function answerAddressCheck(query: PushQuery, settings: PushSettings, now: Date): string {
  proveQuery(query, settings, now)
  const echo = query['echostr']
  // What goes back out must not be a page that a browser would run.
  if (echo === undefined || !/^[\w+/=.-]{1,512}$/.test(echo))
    throw new ProtocolError('BODY_INVALID', 'echostr: expected letters and digits', {
      field: 'echostr',
      remedy: 'Do not answer: the platform sends a plain token here.',
    })
  return echo
}

/**
 * Proves, opens and reads a pushed message or event. In plain mode the signature says nothing about the body.
 * @throws {ProtocolError} `BODY_PARSED_ALREADY` | `SIGNATURE_INVALID` | `TIMESTAMP_OUT_OF_RANGE` | `XML_TOO_LARGE` |
 * `XML_FORBIDDEN` | `XML_INVALID` | `BODY_INVALID` | `DECRYPT_FAILED` | `ACCOUNT_MISMATCH`
 * @see docs/sources-rights-v16.md#push (spec legacy-v16 6)
 */
export function receivePush({ query, body, settings, now }: ReceivedPush): ProvedPush {
  requireRawBytes(body)
  const ciphers = settings.ciphers ?? []
  if (query['encrypt_type'] === 'aes') return receiveSealed(query, body, settings, ciphers, now)
  if (ciphers.length > 0 && settings.acceptPlain !== true)
    throw new ProtocolError('SIGNATURE_INVALID', 'the message is not encrypted although a key is configured', {
      field: 'encrypt_type',
      remedy: 'Switch the message push of the account to the safe mode, or permit plain messages.',
    })
  proveQuery(query, settings, now)
  return { push: readPush(readXml(body)), cipher: undefined }
}

function receiveSealed(
  query: PushQuery,
  body: Uint8Array,
  settings: PushSettings,
  ciphers: readonly PushCipher[],
  now: Date,
): ProvedPush {
  const encrypted = requireChildText(readXml(body), 'Encrypt')
  const { timestamp, nonce } = stamp(query)
  requireSignature(settings, [timestamp, nonce, encrypted], query['msg_signature'], 'msg_signature')
  checkClock(timestamp, settings, now)
  const { plain, cipher } = openWithAny(ciphers, encrypted, settings.appId)
  return { push: readPush(readXml(plain)), cipher }
}

/** After a change of key both are in use for a while; the newer is tried first. */
function openWithAny(
  ciphers: readonly PushCipher[],
  encrypted: string,
  appId: string,
): { readonly plain: Uint8Array; readonly cipher: PushCipher } {
  let failure: unknown = new ProtocolError('DECRYPT_FAILED', 'the message is encrypted and no key is configured', {
    field: 'Encrypt',
    remedy: 'Configure the EncodingAESKey of the account.',
  })
  for (const cipher of ciphers) {
    try {
      return { plain: cipher.open(encrypted, appId), cipher }
    } catch (error) {
      failure = error
    }
  }
  throw failure
}

function proveQuery(query: PushQuery, settings: PushSettings, now: Date): void {
  const { timestamp, nonce } = stamp(query)
  requireSignature(settings, [timestamp, nonce], query['signature'], 'signature')
  checkClock(timestamp, settings, now)
}

const stamp = (query: PushQuery): { readonly timestamp: string; readonly nonce: string } => ({
  timestamp: query['timestamp'] ?? '',
  nonce: query['nonce'] ?? '',
})

function requireSignature(
  settings: PushSettings,
  parts: readonly string[],
  received: string | undefined,
  field: string,
): void {
  if (isPushSignature(settings.token, parts, received ?? '')) return
  throw new ProtocolError('SIGNATURE_INVALID', `the ${field} does not fit the token, time and nonce`, {
    field,
    remedy: 'Check the Token of the message push settings. If it is right, the message is forged: answer 403.',
  })
}

function checkClock(timestamp: string, settings: PushSettings, now: Date): void {
  const windowSeconds = settings.windowSeconds ?? DEFAULT_WINDOW_SECONDS
  const apart = /^\d{1,12}$/.test(timestamp) ? Math.abs(now.getTime() / 1000 - Number(timestamp)) : Number.NaN
  if (apart <= windowSeconds) return
  throw new ProtocolError('TIMESTAMP_OUT_OF_RANGE', `the message is more than ${windowSeconds} s old or ahead`, {
    field: 'timestamp',
  })
}
