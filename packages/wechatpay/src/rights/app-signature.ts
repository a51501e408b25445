import { createHash, timingSafeEqual } from 'node:crypto'
import { ProtocolError } from '../errors.ts'

/** The paySignKey (appKey, 公众号支付密钥), ready for use; it cannot be read back, printed or serialised. */
export interface PaySignKey {
  /** AppSignature of these fields and the key, 40 lower-case hexadecimal digits. */
  sign(fields: AppSignatureFields): string
}

/** Names in any case, values as they travel. */
export type AppSignatureFields = Readonly<Record<string, string>>

/**
 * SHA-256 of the sample paySignKey that the public documents of 2014 print; kept as a digest, so that the key itself is
 * not spread further.
 */
const PUBLISHED_KEY_SHA256 = '18d750ed08403ac455b55b79ee598939889002dce434a06524a53334cff39419'

export interface PaySignKeyOptions {
  /** For tests against the published samples only. */
  readonly allowPublishedKey?: boolean | undefined
}

/**
 * @param key As issued, 128 characters for most accounts.
 * @throws {ProtocolError} `PAY_SIGN_KEY_INVALID` | `PUBLISHED_KEY`
 */
export function parsePaySignKey(key: string, options: PaySignKeyOptions = {}): PaySignKey {
  if (key === '' || key.trim() !== key || /^(["']).*\1$/s.test(key))
    throw new ProtocolError('PAY_SIGN_KEY_INVALID', 'the paySignKey is empty, quoted or has white space around it', {
      field: 'paySignKey',
    })
  if (options.allowPublishedKey !== true && createHash('sha256').update(key).digest('hex') === PUBLISHED_KEY_SHA256)
    throw new ProtocolError('PUBLISHED_KEY', 'this paySignKey is the sample of the public documents', {
      field: 'paySignKey',
    })
  return { sign: (fields) => sha1(appSignatureText({ ...fields, appkey: key })) }
}

/**
 * True when the received signature is that of the fields. Takes upper-case digits; compares in constant time.
 * @see docs/sources-rights-v16.md#app-signature (spec legacy-v16 1.1)
 */
export function verifyAppSignature(key: PaySignKey, fields: AppSignatureFields, received: string): boolean {
  const lower = received.toLowerCase()
  return /^[0-9a-f]{40}$/.test(lower) && timingSafeEqual(Buffer.from(key.sign(fields)), Buffer.from(lower))
}

/** Names in lower case, in byte order, joined with their raw values. Holds the key: never log it. */
function appSignatureText(fields: AppSignatureFields): string {
  return Object.entries(fields)
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}

const sha1 = (text: string): string => createHash('sha1').update(text, 'utf8').digest('hex')
