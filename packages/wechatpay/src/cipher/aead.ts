import { Buffer } from 'node:buffer'
import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto'
import { ProtocolError } from '../errors.ts'
import type { ApiV3Key } from '../keys/api-v3-key.ts'
import type { AeadAlgorithm } from '../keys/suite.ts'

/** The encrypted part of a notification or of a certificate download. */
export interface SealedResource {
  readonly algorithm: AeadAlgorithm | (string & {})
  /** Base64 of ciphertext and the 16-byte tag behind it. */
  readonly ciphertext: string
  /** 12 bytes of text. */
  readonly nonce: string
  /** Absent and empty mean the same. */
  readonly associatedData?: string | undefined
}

/** Text stands for its UTF-8 bytes; passing it on as it is saves a copy for each message. */
export type TextOrBytes = string | Uint8Array

/** One authenticated cipher with its key inside. `open` throws anything when the tag does not fit. */
export interface Aead {
  seal(nonce: TextOrBytes, associatedData: TextOrBytes, plaintext: Uint8Array): Uint8Array
  open(nonce: TextOrBytes, associatedData: TextOrBytes, sealed: Uint8Array): Uint8Array
}

export const TAG_BYTES = 16
const NONCE_BYTES = 12

export function aes256Gcm(key: Uint8Array): Aead {
  const secret: KeyObject = createSecretKey(key)
  return {
    seal(nonce, associatedData, plaintext) {
      const cipher = createCipheriv('aes-256-gcm', secret, nonce)
      if (associatedData.length > 0) cipher.setAAD(bytesOf(associatedData))
      return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
    },
    open(nonce, associatedData, sealed) {
      const end = sealed.length - TAG_BYTES
      const decipher = createDecipheriv('aes-256-gcm', secret, nonce)
      if (associatedData.length > 0) decipher.setAAD(bytesOf(associatedData))
      // Always the last 16 bytes: a shorter tag would be accepted by the library and is easier to forge.
      decipher.setAuthTag(sealed.subarray(end))
      const head = decipher.update(sealed.subarray(0, end))
      const tail = decipher.final()
      return tail.length === 0 ? head : Buffer.concat([head, tail])
    },
  }
}

export const bytesOf = (value: TextOrBytes): Uint8Array =>
  typeof value === 'string' ? Buffer.from(value, 'utf8') : value

/**
 * Opens what the platform sealed with the APIv3 key.
 * @throws {ProtocolError} `DECRYPT_FAILED`; nothing of the plaintext leaves before the tag has been checked
 * @see docs/sdk/sources.md#aead
 */
export function openAead(key: ApiV3Key, resource: SealedResource): Uint8Array {
  const aead = key.aead(resource.algorithm)
  if (aead === undefined)
    throw new ProtocolError('DECRYPT_FAILED', `algorithm ${resource.algorithm} is not available with this key`, {
      field: 'resource.algorithm',
      remedy: 'For AEAD_SM4_GCM read the APIv3 key with loadShangMi().parseApiV3Key().',
    })
  const nonceBytes = Buffer.byteLength(resource.nonce, 'utf8')
  if (nonceBytes !== NONCE_BYTES)
    throw new ProtocolError('DECRYPT_FAILED', `the nonce has ${nonceBytes} bytes instead of 12`, {
      field: 'resource.nonce',
    })
  const sealed = Buffer.from(resource.ciphertext, 'base64')
  if (sealed.length < TAG_BYTES)
    throw new ProtocolError('DECRYPT_FAILED', 'the ciphertext is not Base64 of at least 16 bytes', {
      field: 'resource.ciphertext',
    })
  try {
    return aead.open(resource.nonce, resource.associatedData ?? '', sealed)
  } catch {
    throw new ProtocolError(
      'DECRYPT_FAILED',
      'the ciphertext does not fit the APIv3 key, the nonce or the associated data',
    )
  }
}

/** Seals as the platform does; for tests and for stand-ins of the platform. Never use a nonce twice with one key. */
export function sealAead(
  key: ApiV3Key,
  plaintext: Uint8Array,
  options: { readonly nonce: string; readonly associatedData?: string; readonly algorithm?: AeadAlgorithm },
): SealedResource {
  const algorithm = options.algorithm ?? 'AEAD_AES_256_GCM'
  const aead = key.aead(algorithm)
  if (aead === undefined)
    throw new ProtocolError('ENCRYPT_FAILED', `algorithm ${algorithm} is not available with this key`, {
      field: 'algorithm',
    })
  const nonce = Buffer.from(options.nonce, 'utf8')
  if (nonce.length !== NONCE_BYTES)
    throw new ProtocolError('ARGUMENT_INVALID', `the nonce has ${nonce.length} bytes instead of 12`, { field: 'nonce' })
  const associatedData = options.associatedData ?? ''
  const sealed = aead.seal(nonce, Buffer.from(associatedData, 'utf8'), plaintext)
  return { algorithm, ciphertext: Buffer.from(sealed).toString('base64'), nonce: options.nonce, associatedData }
}
