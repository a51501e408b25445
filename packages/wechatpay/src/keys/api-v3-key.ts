import { type Aead, aes256Gcm } from '../cipher/aead.ts'
import { ProtocolError } from '../errors.ts'

/** The APIv3 key (APIv3密钥), ready for use; its bytes cannot be read back, printed or serialised. */
export interface ApiV3Key {
  /** The cipher for an algorithm name of the platform, or undefined where this key was not prepared for it. */
  aead(algorithm: string): Aead | undefined
}

/**
 * @param key Text or bytes, exactly 32 bytes.
 * @throws {ProtocolError} `API_V3_KEY_INVALID`
 */
export function parseApiV3Key(key: string | Uint8Array): ApiV3Key {
  const aes = aes256Gcm(apiV3KeyBytes(key))
  return { aead: (algorithm) => (algorithm === 'AEAD_AES_256_GCM' ? aes : undefined) }
}

/** The checked bytes of an APIv3 key. */
export function apiV3KeyBytes(key: string | Uint8Array): Uint8Array {
  const bytes = typeof key === 'string' ? Buffer.from(key, 'utf8') : key
  if (bytes.length !== 32) {
    throw new ProtocolError(
      'API_V3_KEY_INVALID',
      `the APIv3 key has ${bytes.length} bytes instead of 32${usualCause(bytes)}`,
      { field: 'apiV3Key' },
    )
  }
  return bytes
}

function usualCause(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('utf8')
  if (text.includes('-----BEGIN')) return '; this is a PEM file'
  if (text.trim().length === 32) return '; it has white space around it'
  if (/^(".{32}"|'.{32}')$/s.test(text)) return '; it has quotes around it'
  return ''
}
