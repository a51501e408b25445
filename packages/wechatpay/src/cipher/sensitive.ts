import { decodeBase64 } from '../base64.ts'
import { ProtocolError } from '../errors.ts'
import type { MerchantIdentity } from '../keys/merchant-identity.ts'
import type { PlatformKey } from '../keys/platform-key.ts'

/**
 * Encrypts a sensitive request field for the platform. Send the serial of `key` in Wechatpay-Serial.
 * @param plaintext At most 214 UTF-8 bytes with RSA-2048.
 * @returns Base64.
 * @throws {ProtocolError} `ENCRYPT_FAILED`
 */
export const encryptSensitive = (plaintext: string, key: PlatformKey): string =>
  Buffer.from(key.encrypt(Buffer.from(plaintext, 'utf8'))).toString('base64')

/**
 * Decrypts a sensitive answer field, such as `payer_phone`, with the private key of the caller.
 * @param ciphertext Base64, as received.
 * @throws {ProtocolError} `DECRYPT_FAILED`
 */
export function decryptSensitive(ciphertext: string, identity: MerchantIdentity): string {
  const bytes = decodeBase64(ciphertext)
  if (bytes === undefined) throw new ProtocolError('DECRYPT_FAILED', 'the encrypted field is not Base64')
  return Buffer.from(identity.decrypt(bytes)).toString('utf8')
}
