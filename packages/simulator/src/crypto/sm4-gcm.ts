import { createCipheriv, createHash, timingSafeEqual } from 'node:crypto'

const TAG_BYTES = 16
const BLOCK = 16
/** x^128 + x^7 + x^2 + x + 1, bits reversed as GCM has them. */
const REDUCTION = 0xe1n << 120n

const keyOf = (apiV3Key: string): Buffer => createHash('sm3').update(apiV3Key).digest().subarray(0, BLOCK)

/** AEAD_SM4_GCM with the first half of SM3 over the APIv3 key; Base64 of ciphertext and tag. */
export function sealSm4Gcm(apiV3Key: string, nonce: string, associatedData: string, plaintext: Uint8Array): string {
  return gcmSeal(keyOf(apiV3Key), Buffer.from(nonce), Buffer.from(associatedData), plaintext).toString('base64')
}

/** @throws Error when key, nonce, associated data or a single bit of the ciphertext is wrong. */
export function openSm4Gcm(apiV3Key: string, nonce: string, associatedData: string, sealed: string): Buffer {
  const bytes = Buffer.from(sealed, 'base64')
  const [key, iv, aad] = [keyOf(apiV3Key), Buffer.from(nonce), Buffer.from(associatedData)]
  const ciphertext = bytes.subarray(0, -TAG_BYTES)
  if (bytes.length < TAG_BYTES || !timingSafeEqual(tagOf(key, iv, aad, ciphertext), bytes.subarray(-TAG_BYTES))) {
    throw new Error('the tag does not fit: unable to authenticate')
  }
  return counterMode(key, iv, ciphertext)
}

/** GCM over SM4, composed: the runtime has the cipher and its counter mode, not this mode. */
export function gcmSeal(key: Buffer, iv: Buffer, associatedData: Uint8Array, plaintext: Uint8Array): Buffer {
  const ciphertext = counterMode(key, iv, plaintext)
  return Buffer.concat([ciphertext, tagOf(key, iv, associatedData, ciphertext)])
}

function counterMode(key: Buffer, iv: Buffer, bytes: Uint8Array): Buffer {
  // Counter 1 belongs to the tag; the text starts with 2.
  const cipher = createCipheriv('sm4-ctr', key, Buffer.concat([iv, Buffer.from([0, 0, 0, 2])]))
  return Buffer.concat([cipher.update(bytes), cipher.final()])
}

function tagOf(key: Buffer, iv: Buffer, associatedData: Uint8Array, ciphertext: Uint8Array): Buffer {
  const subkey = toInteger(encryptBlock(key, Buffer.alloc(BLOCK)))
  const lengths = Buffer.alloc(BLOCK)
  lengths.writeBigUInt64BE(BigInt(associatedData.length) * 8n, 0)
  lengths.writeBigUInt64BE(BigInt(ciphertext.length) * 8n, 8)
  let hash = 0n
  for (const block of [...blocksOf(associatedData), ...blocksOf(ciphertext), lengths]) {
    hash = multiply(hash ^ toInteger(block), subkey)
  }
  const first = toInteger(encryptBlock(key, Buffer.concat([iv, Buffer.from([0, 0, 0, 1])])))
  return Buffer.from((hash ^ first).toString(16).padStart(32, '0'), 'hex')
}

function encryptBlock(key: Buffer, block: Buffer): Buffer {
  const cipher = createCipheriv('sm4-ecb', key, null)
  cipher.setAutoPadding(false)
  return Buffer.concat([cipher.update(block), cipher.final()])
}

function blocksOf(bytes: Uint8Array): Buffer[] {
  const blocks: Buffer[] = []
  for (let at = 0; at < bytes.length; at += BLOCK) {
    const block = Buffer.alloc(BLOCK)
    block.set(bytes.subarray(at, at + BLOCK))
    blocks.push(block)
  }
  return blocks
}

const toInteger = (bytes: Buffer): bigint => BigInt(`0x${bytes.toString('hex')}`)

/** In GF(2^128), as NIST SP 800-38D 6.3 has it. */
function multiply(left: bigint, right: bigint): bigint {
  let product = 0n
  let shifted = right
  for (let bit = 127n; bit >= 0n; bit -= 1n) {
    if ((left >> bit) & 1n) product ^= shifted
    shifted = shifted & 1n ? (shifted >> 1n) ^ REDUCTION : shifted >> 1n
  }
  return product
}
