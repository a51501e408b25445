import { createPrivateKey } from 'node:crypto'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import {
  createKeyring,
  loadMerchantIdentity,
  parseApiV3Key,
  platformCertificate,
  platformPublicKey,
} from '../../src/index.ts'
import { makeCertificate } from '../fixtures/pki.ts'
import { TESTING_API_V3_KEY, TESTING_PRIVATE_KEY, TESTING_PUBLIC_KEY } from '../fixtures/vectors.ts'

const OWN = makeCertificate('1900012181', '5F1C72E2A8931B72A2E13AF8DEE92471EB397115')
const PLATFORM = makeCertificate('Tenpay.com Root', '5DEA10EF55877E3CF6C33255C2E7DEFFF7E427EC')

describe('the merchant identity', () => {
  it('takes the serial from the certificate', () => {
    const identity = loadMerchantIdentity({
      merchantId: '1900012181',
      privateKey: OWN.privateKey,
      certificate: OWN.certificate,
    })
    expect(identity).toMatchObject({ merchantId: '1900012181', serialNumber: OWN.serial })
  })

  it('takes a configured serial in lower case, with and without the certificate', () => {
    const serialNumber = OWN.serial.toLowerCase()
    for (const certificate of [undefined, OWN.certificate]) {
      expect(
        loadMerchantIdentity({ merchantId: '1900012181', privateKey: OWN.privateKey, serialNumber, certificate })
          .serialNumber,
      ).toBe(OWN.serial)
    }
  })

  it('reads PKCS#1 as well as PKCS#8', () => {
    const pkcs1 = createPrivateKey(OWN.privateKey).export({ type: 'pkcs1', format: 'pem' }).toString()
    expect(pkcs1).toContain('BEGIN RSA PRIVATE KEY')
    expect(
      loadMerchantIdentity({ merchantId: '1900012181', privateKey: pkcs1, certificate: OWN.certificate }).serialNumber,
    ).toBe(OWN.serial)
  })

  const good = { merchantId: '1900012181', privateKey: OWN.privateKey, certificate: OWN.certificate }
  it.each([
    ['a merchant number with letters', 'MERCHANT_ID_INVALID', 'merchantId', { merchantId: 'wx1900012181' }],
    ['an empty merchant number', 'MERCHANT_ID_INVALID', 'merchantId', { merchantId: '' }],
    ['a private key that is none', 'PRIVATE_KEY_INVALID', 'privateKey', { privateKey: 'secret' }],
    ['a certificate in place of the key', 'PRIVATE_KEY_INVALID', 'privateKey', { privateKey: OWN.certificate }],
    ['a certificate that is none', 'CERTIFICATE_INVALID', 'certificate', { certificate: 'x' }],
    [
      'the certificate of another key',
      'CERTIFICATE_KEY_MISMATCH',
      'certificate',
      { certificate: PLATFORM.certificate },
    ],
    [
      'a serial that is not the one of the certificate',
      'SERIAL_MISMATCH',
      'serialNumber',
      { serialNumber: PLATFORM.serial },
    ],
    ['neither serial nor certificate', 'SERIAL_MISSING', 'serialNumber', { certificate: undefined }],
    [
      'the id of a platform key as serial',
      'SERIAL_MISMATCH',
      'serialNumber',
      { certificate: undefined, serialNumber: 'PUB_KEY_ID_01' },
    ],
  ])('refuses %s with %s', (_, code, field, change) => {
    expect(() => loadMerchantIdentity({ ...good, ...change })).toThrow(
      expect.objectContaining({ code, field, remedy: expect.stringMatching(/\S/) }),
    )
  })

  it('never quotes a key that it refuses', () => {
    const broken = OWN.privateKey.replace('MII', 'XXX')
    const attempt = (): unknown => {
      try {
        return loadMerchantIdentity({ ...good, privateKey: broken })
      } catch (error) {
        return error
      }
    }
    expect(attempt()).toMatchObject({ code: 'PRIVATE_KEY_INVALID' })
    expect(inspect(attempt(), { depth: 9, showHidden: true })).not.toContain(OWN.privateKey.split('\n')[3])
  })
})

describe('the APIv3 key', () => {
  it.each([
    ['one character short', TESTING_API_V3_KEY.slice(1), /31 bytes/],
    ['with a line break', `${TESTING_API_V3_KEY}\n`, /white space/],
    ['in quotes', `"${TESTING_API_V3_KEY}"`, /quotes/],
    ['a PEM file', OWN.privateKey, /PEM/],
    ['32 characters that take more bytes', '钥'.repeat(32), /96 bytes/],
    ['empty', '', /0 bytes/],
  ])('is refused when %s', (_, key, message) => {
    expect(() => parseApiV3Key(key)).toThrow(
      expect.objectContaining({ code: 'API_V3_KEY_INVALID', message: expect.stringMatching(message) }),
    )
  })

  it('cannot be read back, printed or serialised', () => {
    const key = parseApiV3Key(TESTING_API_V3_KEY)
    expect(JSON.stringify(key) + inspect(key, { depth: 9, showHidden: true })).not.toContain(TESTING_API_V3_KEY)
  })

  it('may be given as bytes', () =>
    expect(parseApiV3Key(Buffer.from(TESTING_API_V3_KEY)).aead('AEAD_AES_256_GCM')).toBeDefined())
})

describe('platform keys', () => {
  it('keep their serial as it is, both kinds side by side', () => {
    const certificate = platformCertificate(PLATFORM.certificate)
    const publicKey = platformPublicKey('PUB_KEY_ID_0000000000000024101100397200000006', TESTING_PUBLIC_KEY)
    const keyring = createKeyring([certificate])
    expect(keyring.mode()).toBe('certificate')
    keyring.add(publicKey)
    expect(keyring.mode()).toBe('mixed')
    expect(keyring.find(PLATFORM.serial)).toBe(certificate)
    expect(keyring.find('PUB_KEY_ID_0000000000000024101100397200000006')).toBe(publicKey)
    expect(keyring.find('0000000000000024101100397200000006')).toBeUndefined()
    expect(keyring.list()).toHaveLength(2)
    expect(keyring.remove(PLATFORM.serial)).toBe(true)
    expect(keyring.mode()).toBe('public-key')
    expect(createKeyring().mode()).toBe('empty')
  })

  it('recognises the own certificate in place of the one of the platform, and says so', () => {
    expect(() => platformCertificate(OWN.certificate)).toThrow(
      expect.objectContaining({ code: 'OWN_CERTIFICATE', message: expect.stringContaining('1900012181') }),
    )
  })

  it.each([
    ['an id without its prefix', 'PLATFORM_KEY_ID_INVALID', '0000000000000024101100397200000006', TESTING_PUBLIC_KEY],
    ['a private key', 'PLATFORM_KEY_INVALID', 'PUB_KEY_ID_01', TESTING_PRIVATE_KEY],
    ['a certificate', 'PLATFORM_KEY_INVALID', 'PUB_KEY_ID_01', PLATFORM.certificate],
    ['text', 'PLATFORM_KEY_INVALID', 'PUB_KEY_ID_01', 'key'],
  ])('refuses %s', (_, code, id, pem) => {
    expect(() => platformPublicKey(id, pem)).toThrow(expect.objectContaining({ code }))
  })

  it('prefers the public key, then the certificate in force that lasts longest', () => {
    const now = new Date()
    const later = new Date(now.getTime() + 1000)
    const base = platformCertificate(PLATFORM.certificate)
    const make = (serial: string, effectiveAt: Date, expiresAt: Date) => ({
      ...base,
      serial: platformPublicKey(`PUB_KEY_ID_${serial}`, TESTING_PUBLIC_KEY).serial,
      effectiveAt,
      expiresAt,
    })
    const past = new Date(0)
    const keyring = createKeyring([
      make('short', past, later),
      make('long', past, new Date(later.getTime() + 1)),
      make('future', later, new Date(later.getTime() + 99)),
      make('gone', past, now),
    ])
    expect(keyring.preferred(now)?.serial).toBe('PUB_KEY_ID_long')
    const publicKey = platformPublicKey('PUB_KEY_ID_1', TESTING_PUBLIC_KEY)
    keyring.add(publicKey)
    expect(keyring.preferred(now)).toBe(publicKey)
    expect(createKeyring().preferred(now)).toBeUndefined()
  })
})
