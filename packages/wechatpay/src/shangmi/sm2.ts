import type { sm2 as Sm2 } from 'sm-crypto-v2'
import { ProtocolError } from '../errors.ts'
import type { SignedMessage } from '../keys/platform-key.ts'
import { readCiphertext, readSignature } from './der.ts'

export type Sm2Library = typeof Sm2

/** The user id that goes into every SM2 signature of the platform. */
const USER_ID = '1234567812345678'
/** C1, C3, C2: the order inside the ASN.1 form. */
const C1C3C2 = 1

export interface Sm2PublicKey {
  verify(message: SignedMessage, signature: Uint8Array): boolean
  encrypt(plaintext: Uint8Array): Uint8Array
}

export interface Sm2PrivateKey {
  sign(message: Uint8Array): Uint8Array
  decrypt(ciphertext: Uint8Array): Uint8Array
}

/** @param point Uncompressed, 130 hexadecimal digits. */
export function sm2PublicKey(sm2: Sm2Library, point: string): Sm2PublicKey {
  const prepared = sm2.precomputePublicKey(point)
  return {
    verify(message, signature) {
      const numbers = readSignature(signature)
      return (
        numbers !== undefined &&
        sm2.doVerifySignature(inOnePiece(message), numbers, prepared, { hash: true, der: false, userId: USER_ID })
      )
    },
    encrypt: (plaintext) => Buffer.from(sm2.doEncrypt(plaintext, point, C1C3C2, { asn1: true }), 'hex'),
  }
}

const inOnePiece = (message: SignedMessage): Uint8Array =>
  message instanceof Uint8Array ? message : Buffer.concat(message.map((piece) => Buffer.from(piece)))

/** @param scalar 64 hexadecimal digits. */
export function sm2PrivateKey(sm2: Sm2Library, scalar: string): Sm2PrivateKey {
  const publicKey = sm2.getPublicKeyFromPrivateKey(scalar)
  return {
    sign: (message) =>
      Buffer.from(sm2.doSignature(message, scalar, { hash: true, der: true, publicKey, userId: USER_ID }), 'hex'),
    decrypt(ciphertext) {
      const plaintext = tryDecrypt(sm2, ciphertext, scalar)
      // The library answers with nothing when the checksum does not fit; the platform never encrypts nothing.
      if (plaintext === undefined || plaintext.length === 0)
        throw new ProtocolError('DECRYPT_FAILED', 'the field cannot be decrypted with this private key')
      return plaintext
    },
  }
}

function tryDecrypt(sm2: Sm2Library, ciphertext: Uint8Array, scalar: string): Uint8Array | undefined {
  const parts = readCiphertext(ciphertext)
  if (parts === undefined) return undefined
  try {
    return sm2.doDecrypt(parts, scalar, C1C3C2, { asn1: false, output: 'array' })
  } catch {
    return undefined
  }
}
