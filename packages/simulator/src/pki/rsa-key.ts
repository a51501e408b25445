import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { seededStream } from '../crypto/seeded.ts'
import { drawPrime } from './prime.ts'

export interface KeyPair {
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

const EXPONENT = 65537n
const PRIME_BYTES = 128

/**
 * An RSA-2048 key that depends on seed and label alone. For a simulator: whoever knows the seed knows the key.
 * Takes some 80 ms, so callers draw a key when it is first needed.
 */
export function deriveRsaKey(seed: string, label: string): KeyPair {
  const stream = seededStream(seed, label)
  for (;;) {
    const p = drawPrime(stream, PRIME_BYTES)
    const q = drawPrime(stream, PRIME_BYTES)
    const totient = (p - 1n) * (q - 1n)
    if (p === q || totient % EXPONENT === 0n) continue
    const d = inverse(EXPONENT, totient)
    const jwk = {
      kty: 'RSA',
      n: base64Url(p * q),
      e: base64Url(EXPONENT),
      d: base64Url(d),
      p: base64Url(p),
      q: base64Url(q),
      dp: base64Url(d % (p - 1n)),
      dq: base64Url(d % (q - 1n)),
      qi: base64Url(inverse(q, p)),
    }
    const privateKey = createPrivateKey({ key: jwk, format: 'jwk' })
    return { privateKey, publicKey: createPublicKey(privateKey) }
  }
}

export const privatePem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString()
export const publicPem = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString()

function base64Url(value: bigint): string {
  const hex = value.toString(16)
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex').toString('base64url')
}

// Extended Euclid.
function inverse(value: bigint, modulus: bigint): bigint {
  let [r0, r1] = [modulus, value % modulus]
  let [t0, t1] = [0n, 1n]
  while (r1 !== 0n) {
    const quotient = r0 / r1
    ;[r0, r1] = [r1, r0 - quotient * r1]
    ;[t0, t1] = [t1, t0 - quotient * t1]
  }
  return t0 < 0n ? t0 + modulus : t0
}
