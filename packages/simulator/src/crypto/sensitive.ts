import { constants, type KeyObject, privateDecrypt, publicEncrypt } from 'node:crypto'

const OAEP = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' } as const

/** RSAES-OAEP with SHA-1, Base64: how the platform hands a phone number to a caller. At most 214 bytes. */
export const encryptFor = (publicKey: KeyObject, text: string): string =>
  publicEncrypt({ key: publicKey, ...OAEP }, Buffer.from(text)).toString('base64')

/** @throws Error when it was encrypted for another key or with another digest. */
export const decryptWith = (privateKey: KeyObject, ciphertext: string): string =>
  privateDecrypt({ key: privateKey, ...OAEP }, Buffer.from(ciphertext, 'base64')).toString()
