import { constants, createHash, privateDecrypt } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCertificatesAnswer } from '../../src/certificates/download.ts'
import { decryptSensitive, encryptSensitive, openAead, parseApiV3Key, sealAead } from '../../src/index.ts'
import { testingIdentity, testingPlatformKey } from '../fixtures/merchant.ts'
import {
  AEAD_VECTORS,
  CERTIFICATE_ITEM,
  CERTIFICATE_PEM_SHA256,
  OAEP_CIPHERTEXT,
  TESTING_API_V3_KEY,
  TESTING_PRIVATE_KEY,
} from '../fixtures/vectors.ts'

const key = parseApiV3Key(TESTING_API_V3_KEY)
const identity = testingIdentity()

const flipBit = (base64: string, bit: number): string => {
  const bytes = Buffer.from(base64, 'base64')
  bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
  return bytes.toString('base64')
}

describe('AEAD_AES_256_GCM', () => {
  it.each(AEAD_VECTORS)(
    'seals and opens $plaintext with "$associatedData" as published',
    ({ nonce, associatedData, plaintext, sealed }) => {
      const resource = { algorithm: 'AEAD_AES_256_GCM', nonce, associatedData, ciphertext: sealed }
      expect(Buffer.from(openAead(key, resource)).toString()).toBe(plaintext)
      expect(sealAead(key, Buffer.from(plaintext), { nonce, associatedData })).toEqual(resource)
    },
  )

  it('treats absent associated data like empty', () => {
    const { nonce, sealed, plaintext } = AEAD_VECTORS[2]
    expect(Buffer.from(openAead(key, { algorithm: 'AEAD_AES_256_GCM', nonce, ciphertext: sealed })).toString()).toBe(
      plaintext,
    )
  })

  it.each(AEAD_VECTORS)(
    'refuses every single flipped bit of ciphertext and tag of $sealed',
    ({ nonce, associatedData, sealed }) => {
      for (let bit = 0; bit < Buffer.from(sealed, 'base64').length * 8; bit += 1) {
        expect(() =>
          openAead(key, { algorithm: 'AEAD_AES_256_GCM', nonce, associatedData, ciphertext: flipBit(sealed, bit) }),
        ).toThrow(expect.objectContaining({ code: 'DECRYPT_FAILED' }))
      }
    },
  )

  const [, vector] = AEAD_VECTORS
  const genuine = {
    algorithm: 'AEAD_AES_256_GCM',
    nonce: vector.nonce,
    associatedData: vector.associatedData,
    ciphertext: vector.sealed,
  }

  it.each([
    ['another nonce', { nonce: 'fdasfjihihii' }],
    ['a nonce of 11 bytes', { nonce: 'fdasfjihihi' }],
    ['a nonce of 16 bytes', { nonce: 'fdasfjihihihihih' }],
    ['other associated data', { associatedData: 'Complaint' }],
    ['no associated data', { associatedData: undefined }],
    ['a tag cut to 15 bytes', { ciphertext: Buffer.from(vector.sealed, 'base64').subarray(0, -1).toString('base64') }],
    ['a tag cut to 4 bytes', { ciphertext: Buffer.from(vector.sealed, 'base64').subarray(0, -12).toString('base64') }],
    ['nothing but a short tag', { ciphertext: 'AAAA' }],
    ['an empty ciphertext', { ciphertext: '' }],
    ['text that is not Base64', { ciphertext: '*not base64*' }],
    ['Base64 of Base64', { ciphertext: Buffer.from(vector.sealed).toString('base64') }],
    ['an unknown algorithm', { algorithm: 'AEAD_CHACHA20_POLY1305' }],
    ['the SM cipher without the SM suite', { algorithm: 'AEAD_SM4_GCM' }],
  ])('refuses %s', (_, change) => {
    expect(() => openAead(key, { ...genuine, ...change })).toThrow(expect.objectContaining({ code: 'DECRYPT_FAILED' }))
  })

  it('refuses another key and names the three usual causes without quoting anything', () => {
    const other = parseApiV3Key('0'.repeat(32))
    expect(() => openAead(other, genuine)).toThrow(
      expect.objectContaining({
        code: 'DECRYPT_FAILED',
        remedy: expect.stringMatching(/APIv3 key.*associated data.*Base64 decoded twice/s),
      }),
    )
  })

  it('opens what was sealed, and nothing that was touched', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.string({ maxLength: 15 }),
        fc.stringMatching(/^[A-Za-z0-9]{12}$/),
        fc.nat(),
        (plaintext, associatedData, nonce, position) => {
          const sealed = sealAead(key, plaintext, { nonce, associatedData })
          expect(Buffer.from(openAead(key, sealed)).equals(Buffer.from(plaintext))).toBe(true)
          const bit = position % (Buffer.from(sealed.ciphertext, 'base64').length * 8)
          expect(() => openAead(key, { ...sealed, ciphertext: flipBit(sealed.ciphertext, bit) })).toThrow(
            expect.objectContaining({ code: 'DECRYPT_FAILED' }),
          )
        },
      ),
    )
  })
})

describe('RSAES-OAEP for sensitive fields', () => {
  it('opens the published ciphertext', () => expect(decryptSensitive(OAEP_CIPHERTEXT, identity)).toBe('plaintext'))

  it('would not open it with SHA-256, so the digest is really SHA-1', () => {
    expect(() =>
      privateDecrypt(
        { key: TESTING_PRIVATE_KEY, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' },
        Buffer.from(OAEP_CIPHERTEXT, 'base64'),
      ),
    ).toThrow(/oaep/i)
  })

  it('encrypts 214 bytes and refuses 215', () => {
    const platform = testingPlatformKey()
    expect(decryptSensitive(encryptSensitive('x'.repeat(214), platform), identity)).toBe('x'.repeat(214))
    expect(() => encryptSensitive('x'.repeat(215), platform)).toThrow(
      expect.objectContaining({ code: 'ENCRYPT_FAILED' }),
    )
  })

  it('carries any text that fits, there and back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 15 }), (text) => {
        expect(decryptSensitive(encryptSensitive(text, testingPlatformKey()), identity)).toBe(text)
      }),
      { numRuns: 25 },
    )
  })

  it.each([0, 1, 700, 2047])('refuses the ciphertext with bit %i flipped', (bit) => {
    expect(() => decryptSensitive(flipBit(OAEP_CIPHERTEXT, bit), identity)).toThrow(
      expect.objectContaining({ code: 'DECRYPT_FAILED' }),
    )
  })

  it.each(['', 'short', '***'])('refuses %j', (ciphertext) => {
    expect(() => decryptSensitive(ciphertext, identity)).toThrow(expect.objectContaining({ code: 'DECRYPT_FAILED' }))
  })
})

describe('the published certificate download', () => {
  const suite = identity.suite

  it('opens to the published certificate', () => {
    const [certificate] = readCertificatesAnswer({ data: [CERTIFICATE_ITEM] }, key, suite)
    expect(certificate?.serial).toBe(CERTIFICATE_ITEM.serial_no)
    expect(certificate?.effectiveAt).toEqual(new Date('2023-09-19T23:15:58+08:00'))
    expect(certificate?.expiresAt).toEqual(new Date('2028-09-17T23:15:58+08:00'))
    const { nonce, associated_data: associatedData, ciphertext, algorithm } = CERTIFICATE_ITEM.encrypt_certificate
    const pem = openAead(key, { algorithm, nonce, associatedData, ciphertext })
    expect(pem.length).toBe(1475)
    expect(createHash('sha256').update(pem).digest('hex')).toBe(CERTIFICATE_PEM_SHA256)
  })

  it('is refused under another serial', () => {
    expect(() => readCertificatesAnswer({ data: [{ ...CERTIFICATE_ITEM, serial_no: '00' }] }, key, suite)).toThrow(
      expect.objectContaining({ code: 'SERIAL_MISMATCH' }),
    )
  })

  it('is refused with a flipped bit', () => {
    const sealed = {
      ...CERTIFICATE_ITEM.encrypt_certificate,
      ciphertext: flipBit(CERTIFICATE_ITEM.encrypt_certificate.ciphertext, 4711),
    }
    expect(() =>
      readCertificatesAnswer({ data: [{ ...CERTIFICATE_ITEM, encrypt_certificate: sealed }] }, key, suite),
    ).toThrow(expect.objectContaining({ code: 'DECRYPT_FAILED' }))
  })

  it('may be empty for merchants that work with the public key', () =>
    expect(readCertificatesAnswer({ data: [] }, key, suite)).toEqual([]))
})
