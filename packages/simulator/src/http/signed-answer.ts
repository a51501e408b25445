import { answerMessage } from '../crypto/signature.ts'
import type { PlatformIdentity } from '../pki/identities.ts'

export interface SignatureHeaders {
  readonly 'Wechatpay-Timestamp': string
  readonly 'Wechatpay-Nonce': string
  readonly 'Wechatpay-Signature': string
  readonly 'Wechatpay-Serial': string
  readonly 'Wechatpay-Signature-Type': string
}

/** Deliberately wrong signatures, as faults ask for them. */
export type SignatureSpoil = 'wrong-signature' | 'unknown-serial' | 'stale-clock' | 'signtest'

const STALE_SECONDS = 301

/** Signs a body, of an answer or of a notification. */
export async function signatureHeaders(
  key: PlatformIdentity,
  seconds: number,
  nonce: string,
  body: Uint8Array,
  spoil?: SignatureSpoil,
): Promise<SignatureHeaders> {
  const timestamp = String(spoil === 'stale-clock' ? seconds - STALE_SECONDS : seconds)
  const signature = await key.sign(answerMessage(timestamp, nonce, body))
  return {
    'Wechatpay-Timestamp': timestamp,
    'Wechatpay-Nonce': nonce,
    'Wechatpay-Signature': spoilSignature(signature, spoil),
    'Wechatpay-Serial': spoil === 'unknown-serial' ? unknownSerial(key.serial) : key.serial,
    'Wechatpay-Signature-Type': key.scheme,
  }
}

function spoilSignature(signature: string, spoil: SignatureSpoil | undefined): string {
  // What follows the prefix is sometimes Base64 and sometimes not, as on the platform.
  if (spoil === 'signtest') {
    const decodable = signature.charCodeAt(0) % 2 === 0
    return `WECHATPAY/SIGNTEST/${decodable ? signature : `${signature.slice(19, -3)}*`}`
  }
  if (spoil !== 'wrong-signature') return signature
  const bytes = Buffer.from(signature, 'base64')
  // The last byte: the first ones of an SM2 signature are its form, not its value.
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
  return bytes.toString('base64')
}

const unknownSerial = (serial: string): string =>
  serial.startsWith('PUB_KEY_ID_') ? `PUB_KEY_ID_${'9'.repeat(34)}` : serial.replaceAll(/./g, 'F')
