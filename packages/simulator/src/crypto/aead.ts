import { createCipheriv, createDecipheriv } from 'node:crypto'

const TAG_BYTES = 16

/** AES-256-GCM; Base64 of ciphertext and tag, as in notifications and certificate downloads. */
export function sealAesGcm(key: string, nonce: string, associatedData: string, plaintext: Uint8Array): string {
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(key), Buffer.from(nonce), { authTagLength: TAG_BYTES })
  cipher.setAAD(Buffer.from(associatedData))
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]).toString('base64')
}

/** @throws Error when key, nonce, associated data or a single bit of the ciphertext is wrong. */
export function openAesGcm(key: string, nonce: string, associatedData: string, sealed: string): Buffer {
  const bytes = Buffer.from(sealed, 'base64')
  const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key), Buffer.from(nonce), { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(associatedData))
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
  return Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()])
}
