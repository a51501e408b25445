import { createHash, createPrivateKey, createPublicKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openAesGcm, sealAesGcm } from '../src/crypto/aead.ts'
import { decryptWith, encryptFor } from '../src/crypto/sensitive.ts'
import { answerMessage, requestMessage, signRsa, verifyRsa } from '../src/crypto/signature.ts'
import {
  API_V3_KEY,
  NOTICE_BODY,
  OAEP_OF_PLAINTEXT,
  PIXEL,
  PRIVATE_KEY_DER,
  PUBLIC_KEY_DER,
  PUBLISHED_NOTICE,
  SEALED_CERTIFICATE,
  SIGNATURES,
} from './vectors.ts'

const spki = (base64: string) => createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' })
const publicKey = spki(PUBLIC_KEY_DER)
const privateKey = createPrivateKey({ key: Buffer.from(PRIVATE_KEY_DER, 'base64'), format: 'der', type: 'pkcs8' })
const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

describe("the simulator's own signing, against published vectors", () => {
  it.each(Object.entries(SIGNATURES))('%s: same digest, same signature, and it verifies', async (_id, vector) => {
    const message = Buffer.from(vector.message)
    expect(sha256(message)).toBe(vector.digest)
    expect(await signRsa(privateKey, message)).toBe(vector.signature)
    expect(verifyRsa(publicKey, message, vector.signature)).toBe(true)
  })

  it.each(Object.entries(SIGNATURES))('%s: refused without its last byte', (_id, vector) => {
    expect(verifyRsa(publicKey, Buffer.from(vector.message.slice(0, -1)), vector.signature)).toBe(false)
  })

  it('builds the lines of a request and of an answer as the vectors have them', () => {
    const parts = { timestamp: '1554208460', nonce: '593BEC0C930BF1AFEB40B4A08C8FB242' }
    const get = { method: 'GET', target: '/v3/certificates', ...parts, body: Buffer.alloc(0) }
    expect(requestMessage(get).toString()).toBe(SIGNATURES['R1']?.message)
    const meta = `{"filename":"pixel.bmp","sha256":"${sha256(PIXEL)}"}`
    const upload = { method: 'POST', target: '/v3/merchant-service/images/upload', ...parts, body: Buffer.from(meta) }
    expect(requestMessage(upload).toString()).toBe(SIGNATURES['R6']?.message)
    expect(answerMessage(parts.timestamp, parts.nonce, Buffer.alloc(0)).toString()).toBe(SIGNATURES['A1']?.message)
    expect(answerMessage(parts.timestamp, parts.nonce, Buffer.from(NOTICE_BODY)).toString()).toBe(
      SIGNATURES['N1']?.message,
    )
  })

  it('refuses the signature of an empty answer for the text null', () => {
    const message = answerMessage('1554208460', '593BEC0C930BF1AFEB40B4A08C8FB242', Buffer.from('null'))
    expect(verifyRsa(publicKey, message, SIGNATURES['A1']?.signature ?? '')).toBe(false)
  })

  it('verifies a published notification and a published signature', () => {
    const key = spki(PUBLISHED_NOTICE.publicKey)
    const { timestamp, nonce, body, signature, signatureOfSource } = PUBLISHED_NOTICE
    expect(verifyRsa(key, answerMessage(timestamp, nonce, Buffer.from(body)), signature)).toBe(true)
    expect(verifyRsa(key, answerMessage(timestamp, nonce, Buffer.from(`${body} `)), signature)).toBe(false)
    expect(verifyRsa(key, Buffer.from('source'), signatureOfSource)).toBe(true)
  })

  it.each(['WECHATPAY/SIGNTEST/not*base64', `WECHATPAY/SIGNTEST/${'A'.repeat(344)}`, '', '===='])(
    'says no, and does not throw, for %j',
    (signature) => {
      expect(verifyRsa(publicKey, Buffer.from('message'), signature)).toBe(false)
    },
  )
})

describe("the simulator's own OAEP", () => {
  it('opens the published ciphertext', () => {
    expect(decryptWith(privateKey, OAEP_OF_PLAINTEXT)).toBe('plaintext')
  })

  it('takes 214 bytes and no more', () => {
    const text = 'x'.repeat(214)
    expect(decryptWith(privateKey, encryptFor(publicKey, text))).toBe(text)
    expect(() => encryptFor(publicKey, `${text}x`)).toThrow(/too large/)
  })
})

describe("the simulator's own AES-256-GCM", () => {
  const plain = '{"complaint_id":"200201820200101080076610000","action_type":"CREATE_COMPLAINT"}'
  const head =
    'FFI6dSNkmBhEyySRim5qADtxWSDAgZCcPEmttlMvJRs4r7wY4g2QDbBCBnbecW78NImE/moGDuA6OF69AvLVN1OmXjUDaVm3tij4qdAo+'
  it.each([
    ['uluk4a9R25RW', 'associatedData', 'message', 'ulwSiIajGClcvcOYvOQ7+l+0PAbzzwI='],
    ['fdasfjihihih', 'complaint', plain, `${head}Ck40kLQ3hdvWsi1mJ+yJwA=`],
    ['fdasfjihihih', '', plain, `${head}OLB4Vv9KMxzmPP2uzY0q+Y=`],
  ])('seals and opens nonce %s with associated data %j', (nonce, associatedData, text, sealed) => {
    expect(sealAesGcm(API_V3_KEY, nonce, associatedData, Buffer.from(text))).toBe(sealed)
    expect(openAesGcm(API_V3_KEY, nonce, associatedData, sealed).toString()).toBe(text)
    expect(() => openAesGcm(API_V3_KEY, nonce, `${associatedData}x`, sealed)).toThrow(/authenticate/)
  })

  it('opens a published certificate item', () => {
    const pem = openAesGcm(API_V3_KEY, '14b16c03dc1b', 'certificate', SEALED_CERTIFICATE)
    expect(sha256(pem)).toBe('8693813ac0735cb54b6e67f25086a5924c103712255b8857049b8e502d564eb4')
  })
})
