import { createHash } from 'node:crypto'
import type { sm4 as Sm4 } from 'sm-crypto-v2'
import { type Aead, bytesOf, TAG_BYTES } from '../cipher/aead.ts'

export type Sm4Library = typeof Sm4

/** The SM4 key is the first half of SM3 over the APIv3 key. */
export const sm4KeyOf = (apiV3Key: Uint8Array): Uint8Array =>
  createHash('sm3').update(apiV3Key).digest().subarray(0, 16)

/** AEAD_SM4_GCM. @param key 16 bytes. */
export const sm4Gcm = (sm4: Sm4Library, key: Uint8Array): Aead => ({
  seal(nonce, associatedData, plaintext) {
    const { output, tag } = sm4.encrypt(plaintext, key, {
      mode: 'gcm',
      iv: bytesOf(nonce),
      associatedData: bytesOf(associatedData),
      output: 'array',
      outputTag: true,
      padding: 'none',
    })
    return Buffer.concat([output, tag ?? new Uint8Array(0)])
  },
  open(nonce, associatedData, sealed) {
    const end = sealed.length - TAG_BYTES
    return sm4.decrypt(sealed.subarray(0, end), key, {
      mode: 'gcm',
      iv: bytesOf(nonce),
      associatedData: bytesOf(associatedData),
      tag: sealed.subarray(end),
      output: 'array',
      padding: 'none',
    })
  },
})
