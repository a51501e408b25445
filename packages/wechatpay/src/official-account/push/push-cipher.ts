import { createCipheriv, createDecipheriv } from 'node:crypto'
import { decodeBase64 } from '../../base64.ts'
import { ProtocolError } from '../../errors.ts'

/** The EncodingAESKey of the message push settings, ready for use; it cannot be read back, printed or serialised. */
export interface PushCipher {
  /**
   * Opens what the platform sealed for this account.
   * @throws {ProtocolError} `DECRYPT_FAILED` | `ACCOUNT_MISMATCH`
   */
  open(encrypted: string, appId: string): Uint8Array
  /** @param random 16 bytes, new each time. */
  seal(message: Uint8Array, appId: string, random: Uint8Array): string
}

/** Padding fills up to a multiple of this, not of the 16 bytes that the cipher itself needs. */
const PADDED_TO = 32
const RANDOM_BYTES = 16
const LENGTH_BYTES = 4

/**
 * AES-256-CBC with the key's first half as vector, as the platform fixed it. It proves nothing on its own: check the
 * signature over the ciphertext first.
 * @param encodingAesKey 43 letters and digits.
 * @throws {ProtocolError} `AES_KEY_INVALID`
 * @see docs/sources-rights-v16.md#push-encryption (spec legacy-v16 6.5)
 */
export function parsePushCipher(encodingAesKey: string): PushCipher {
  const key = Buffer.from(`${encodingAesKey}=`, 'base64')
  if (!/^[A-Za-z0-9]{43}$/.test(encodingAesKey) || key.length !== 32)
    throw new ProtocolError('AES_KEY_INVALID', 'the EncodingAESKey is not 43 letters and digits', {
      field: 'encodingAesKey',
    })
  const vector = key.subarray(0, 16)
  return {
    open(encrypted, appId) {
      const sealed = decodeBase64(encrypted)
      if (sealed === undefined || sealed.length === 0 || sealed.length % PADDED_TO !== 0)
        throw failed('the ciphertext is not Base64 of a multiple of 32 bytes')
      const decipher = createDecipheriv('aes-256-cbc', key, vector).setAutoPadding(false)
      return unpack(Buffer.concat([decipher.update(sealed), decipher.final()]), appId)
    },
    seal(message, appId, random) {
      if (random.length !== RANDOM_BYTES)
        throw new ProtocolError('ARGUMENT_INVALID', `random: expected 16 bytes, got ${random.length}`, {
          field: 'random',
        })
      const length = Buffer.alloc(LENGTH_BYTES)
      length.writeUInt32BE(message.length)
      const plain = pad(Buffer.concat([random, length, message, Buffer.from(appId)]))
      const cipher = createCipheriv('aes-256-cbc', key, vector).setAutoPadding(false)
      return Buffer.concat([cipher.update(plain), cipher.final()]).toString('base64')
    },
  }
}

function unpack(padded: Buffer, appId: string): Uint8Array {
  const padding = padded.at(-1) ?? 0
  if (padding < 1 || padding > PADDED_TO || padded.subarray(-padding).some((byte) => byte !== padding))
    throw failed('the padding is wrong')
  const plain = padded.subarray(0, -padding)
  const start = RANDOM_BYTES + LENGTH_BYTES
  const length = plain.length < start ? -1 : plain.readUInt32BE(RANDOM_BYTES)
  if (length < 0 || start + length > plain.length) throw failed('the length inside is wrong')
  if (plain.subarray(start + length).toString('utf8') !== appId)
    throw new ProtocolError('ACCOUNT_MISMATCH', 'the message was sealed for another official account', {
      field: 'Encrypt',
    })
  return plain.subarray(start, start + length)
}

function pad(plain: Buffer): Buffer {
  const padding = PADDED_TO - (plain.length % PADDED_TO)
  return Buffer.concat([plain, Buffer.alloc(padding, padding)])
}

const failed = (message: string): ProtocolError =>
  new ProtocolError('DECRYPT_FAILED', message, {
    field: 'Encrypt',
    remedy: 'Check the EncodingAESKey of the account. After a change keep the former key for a while.',
  })
