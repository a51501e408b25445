import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { decryptSm2, encryptSm2, signSm2, sm2KeyOf, verifySm2 } from '../src/crypto/sm2.ts'
import { gcmSeal, openSm4Gcm, sealSm4Gcm } from '../src/crypto/sm4-gcm.ts'
import { API_V3_KEY, SIGNATURES } from './vectors.ts'

// TESTING KEYS (published): GM/T 0003.5 and the tests of an official SDK.
const STANDARD = sm2KeyOf(0x3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8n)
const FACTOR = 0x59276e27d506861a16680f3ad9c02dccef3cc1fa3cdbe4ce6d54b80deac1bc21n
const SDK = sm2KeyOf(0xfd4f526b3e5c78319084504c7ff707221dbeab92f3be1adbf0bd92238b0f511fn)

describe("the simulator's own SM2, against published vectors", () => {
  it('draws the public key of the standard', () => {
    expect(STANDARD.point.x.toString(16)).toBe('9f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020')
    expect(STANDARD.point.y.toString(16)).toBe('ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13')
  })

  it.each([
    [
      'message digest',
      'MEYCIQD1oDsGSNLEYw7qxRPhu4GhWUTaOCfVt0FDrH6s7ucgswIhALG2qinfIS/YdjGCvA1CHKG7kDj9H39C1IQLacSFu8Gq',
    ],
    [
      SIGNATURES['R1']?.message ?? '',
      'MEQCIDCWA2c97fO9eOzouMe1u12/qwvAxYitm3d8ycIMGSqRAiBbFiYL1u6ggHOkRiXZQJ9OyCexJTwO0fUxxlMwuxsEtw==',
    ],
  ])('signs %j as published', (message, signature) => {
    expect(signSm2(STANDARD, Buffer.from(message), FACTOR)).toBe(signature)
    expect(verifySm2(STANDARD.point, Buffer.from(message), signature)).toBe(true)
  })

  it('verifies what an official SDK signed, and nothing else', () => {
    const signature = 'MEYCIQD35Rp3CKt7pLme/a0GaCVmwSeOl7X/12+ppRivcJuf6QIhAO5Vpy4tSk9SJUrgH5I5Qy0aYhFG9lN0aof1f5wJOI05'
    expect(verifySm2(SDK.point, Buffer.from('message'), signature)).toBe(true)
    expect(verifySm2(SDK.point, Buffer.from('false-message'), signature)).toBe(false)
    expect(verifySm2(STANDARD.point, Buffer.from('message'), signature)).toBe(false)
    for (const bad of ['', 'AAAA', 'WECHATPAY/SIGNTEST/x*', 'MAA='])
      expect(verifySm2(SDK.point, Buffer.from('message'), bad)).toBe(false)
  })

  it('decrypts what an official SDK encrypted, and what it encrypted itself', () => {
    const published =
      'MHECIAGn23Ew8nF0zRfu3qgdD6VATSmGM5wrVFvNqg1ToXneAiBgfOJLVi1NtpRVH2qanzooL4gOrDKKOloD7gS17g+iCQQgcTtJpGhytHZeV/HeTqYkg3YqOY+Vybx+OQx217Ktn0QECdMjiI7lpId5dg=='
    expect(decryptSm2(SDK.scalar, published)).toBe('plaintext')
    expect(decryptSm2(SDK.scalar, encryptSm2(SDK.point, '19912345678'))).toBe('19912345678')
    expect(() => decryptSm2(STANDARD.scalar, published)).toThrow(/checksum/)
  })
})

describe("the simulator's own SM4-GCM, against published vectors", () => {
  it('has SM3 and the key that follows from the APIv3 key', () => {
    expect(createHash('sm3').update('abc').digest('hex')).toBe(
      '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0',
    )
    expect(createHash('sm3').update(API_V3_KEY).digest('hex').slice(0, 32)).toBe('fa2028801e86d45f5638cadafb5db2e9')
  })

  it('seals as RFC 8998 A.1 has it', () => {
    const hex = (text: string): Buffer => Buffer.from(text, 'hex')
    const plain = ['aa', 'bb', 'cc', 'dd', 'ee', 'ff', 'ee', 'aa'].map((byte) => byte.repeat(8)).join('')
    const sealed = gcmSeal(
      hex('0123456789abcdeffedcba9876543210'),
      hex('00001234567800000000abcd'),
      hex('feedfacedeadbeeffeedfacedeadbeefabaddad2'),
      hex(plain),
    )
    expect(sealed.toString('hex')).toBe(
      '17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d83de3541e4c2b58177e065a9bf7b62ec',
    )
  })

  it.each([
    ['uluk4a9R25RW', 'associatedData', 'plaintext', '+lcLNfkZQQx+iQm20Apa3x9Mb/5L7PgZ7w=='],
    [
      'fdasfjihihih',
      'complaint',
      '{"complaint_id":"200201820200101080076610000","action_type":"CREATE_COMPLAINT"}',
      'P81IxNivKR1GY+RkJsf2s+QhFFSvkfG0zVxYKEq4Vpg2AqemP2J28Td/X6evQ0weGpIwu9puho3KoLtbNVK1SqrFyOTtCVzUk/9rfF05VUcidWn3+KxPq514wnRECRo=',
    ],
  ])('seals and opens nonce %s', (nonce, associatedData, text, sealed) => {
    expect(sealSm4Gcm(API_V3_KEY, nonce, associatedData, Buffer.from(text))).toBe(sealed)
    expect(openSm4Gcm(API_V3_KEY, nonce, associatedData, sealed).toString()).toBe(text)
    expect(() => openSm4Gcm(API_V3_KEY, nonce, associatedData, sealed.replace(/.{4}$/, '8w=='))).toThrow(/authenticate/)
  })
})
