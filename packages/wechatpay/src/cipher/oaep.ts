import { constants, type KeyObject, privateDecrypt, publicEncrypt } from 'node:crypto'
import { ProtocolError } from '../errors.ts'

/** RSAES-OAEP with SHA-1 and MGF1-SHA-1, empty label. At most 214 bytes under RSA-2048. */
export function encryptOaep(publicKey: KeyObject, plaintext: Uint8Array): Uint8Array {
  try {
    return publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' }, plaintext)
  } catch (cause) {
    throw new ProtocolError('ENCRYPT_FAILED', `a text of ${plaintext.length} bytes cannot be encrypted with this key`, {
      cause,
    })
  }
}

export function decryptOaep(privateKey: KeyObject, ciphertext: Uint8Array): Uint8Array {
  try {
    return privateDecrypt({ key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' }, ciphertext)
  } catch {
    // The cause is left out: the library's message differs by where the padding failed.
    throw new ProtocolError('DECRYPT_FAILED', 'the field cannot be decrypted with this private key')
  }
}
