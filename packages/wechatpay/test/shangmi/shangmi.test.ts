import { createCipheriv, createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { sm2, sm4 } from 'sm-crypto-v2'
import { describe, expect, it } from 'vitest'
import {
  answerMessage,
  authorizationHeader,
  createClient,
  createKeyring,
  decryptSensitive,
  encryptSensitive,
  loadMerchantIdentity,
  loadShangMi,
  openAead,
  parseApiV3Key,
  platformPublicKey,
  receiveNotification,
  sealAead,
} from '../../src/index.ts'
import { sm4Gcm, sm4KeyOf } from '../../src/shangmi/sm4.ts'
import { inFolder, openssl } from '../fixtures/pki.ts'
import {
  COMPLAINT_PAYLOAD,
  NONCE,
  SIGNATURE_VECTORS,
  TESTING_API_V3_KEY,
  TESTING_PRIVATE_KEY,
  TIMESTAMP,
} from '../fixtures/vectors.ts'

const USER_ID = '1234567812345678'
const hex = (text: string): Buffer => Buffer.from(text, 'hex')
const pem = (label: string, der: Buffer): string =>
  `-----BEGIN ${label}-----\n${der
    .toString('base64')
    .replace(/(.{64})/g, '$1\n')
    .trim()}\n-----END ${label}-----\n`
const spki = (base64: string): string => pem('PUBLIC KEY', Buffer.from(base64, 'base64'))
/** PKCS#8 around a scalar on sm2p256v1. */
const pkcs8 = (scalar: string): string =>
  pem(
    'PRIVATE KEY',
    hex(
      `308187020100301306072a8648ce3d020106082a811ccf5501822d046d306b0201010420${scalar}a144034200${sm2.getPublicKeyFromPrivateKey(scalar)}`,
    ),
  )

/** Keys of GM/T 0003.5 and, as TESTING KEY (published), of the tests of the platform's Java library. */
const STANDARD = {
  scalar: '3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8',
  k: '59276e27d506861a16680f3ad9c02dccef3cc1fa3cdbe4ce6d54b80deac1bc21',
  point:
    '0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13',
  spki: 'MFkwEwYHKoZIzj0CAQYIKoEcz1UBgi0DQgAECfnfMR5UIaFQ3X0WHkvFxnIXn60YM/wHa7CP81bzUCDM6kkM4md1pS3G6nGMwapgCu0F+/NeCEpmMvYHLamtEw==',
}
const JAVA = {
  scalar: 'fd4f526b3e5c78319084504c7ff707221dbeab92f3be1adbf0bd92238b0f511f',
  spki: 'MFkwEwYHKoZIzj0CAQYIKoEcz1UBgi0DQgAEe81H916hnQTApytNpw9X3Rs/kzfMXdEkGIG5E0MZOb9ppV72tGcQx+FyRSPQ9kbdaU0kg5dvboUNRmN4+osvfg==',
  signature: 'MEYCIQD35Rp3CKt7pLme/a0GaCVmwSeOl7X/12+ppRivcJuf6QIhAO5Vpy4tSk9SJUrgH5I5Qy0aYhFG9lN0aof1f5wJOI05',
  ciphertext:
    'MHECIAGn23Ew8nF0zRfu3qgdD6VATSmGM5wrVFvNqg1ToXneAiBgfOJLVi1NtpRVH2qanzooL4gOrDKKOloD7gS17g+iCQQgcTtJpGhytHZeV/HeTqYkg3YqOY+Vybx+OQx217Ktn0QECdMjiI7lpId5dg==',
}

const shangmi = await loadShangMi()
const apiV3Key = shangmi.parseApiV3Key(TESTING_API_V3_KEY)
const identity = shangmi.loadMerchantIdentity({
  merchantId: '1900012181',
  privateKey: pkcs8(JAVA.scalar),
  serialNumber: '54E7F59ED8DF4570CFB14780EA8152D45A675EE6',
})
const platformKey = shangmi.platformPublicKey('PUB_KEY_ID_SM', spki(JAVA.spki))
const standardKey = shangmi.platformPublicKey('PUB_KEY_ID_STD', spki(STANDARD.spki))

describe('SM3 and SM4', () => {
  it('agree with the standards', () => {
    expect(createHash('sm3').update('abc').digest('hex')).toBe(
      '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0',
    )
    const cipher = createCipheriv('sm4-ecb', hex('0123456789abcdeffedcba9876543210'), null).setAutoPadding(false)
    expect(cipher.update(hex('0123456789abcdeffedcba9876543210')).toString('hex')).toBe(
      '681edf34d206965e86b3e94f536e4246',
    )
  })

  it('derive the key from the APIv3 key', () => {
    expect(createHash('sm3').update(TESTING_API_V3_KEY).digest('hex')).toBe(
      'fa2028801e86d45f5638cadafb5db2e976c9046f49f9938abd2dedf4f60e08ae',
    )
    expect(Buffer.from(sm4KeyOf(Buffer.from(TESTING_API_V3_KEY))).toString('hex')).toBe(
      'fa2028801e86d45f5638cadafb5db2e9',
    )
  })

  it('seal and open the vector of RFC 8998', () => {
    const plaintext = hex(
      `${'aa'.repeat(8)}${'bb'.repeat(8)}${'cc'.repeat(8)}${'dd'.repeat(8)}${'ee'.repeat(8)}${'ff'.repeat(8)}${'ee'.repeat(8)}${'aa'.repeat(8)}`,
    )
    const expected =
      '17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d83de3541e4c2b58177e065a9bf7b62ec'
    const aead = sm4Gcm(sm4, hex('0123456789abcdeffedcba9876543210'))
    const [nonce, associatedData] = [hex('00001234567800000000abcd'), hex('feedfacedeadbeeffeedfacedeadbeefabaddad2')]
    expect(Buffer.from(aead.seal(nonce, associatedData, plaintext)).toString('hex')).toBe(expected)
    expect(Buffer.from(aead.open(nonce, associatedData, hex(expected))).equals(plaintext)).toBe(true)
  })
})

const AEAD = [
  {
    nonce: 'uluk4a9R25RW',
    associatedData: 'associatedData',
    plaintext: 'plaintext',
    ciphertext: '+lcLNfkZQQx+iQm20Apa3x9Mb/5L7PgZ7w==',
  },
  {
    nonce: 'fdasfjihihih',
    associatedData: 'complaint',
    plaintext: COMPLAINT_PAYLOAD,
    ciphertext:
      'P81IxNivKR1GY+RkJsf2s+QhFFSvkfG0zVxYKEq4Vpg2AqemP2J28Td/X6evQ0weGpIwu9puho3KoLtbNVK1SqrFyOTtCVzUk/9rfF05VUcidWn3+KxPq514wnRECRo=',
  },
] as const

describe('AEAD_SM4_GCM', () => {
  it.each(AEAD)('seals and opens $plaintext', ({ nonce, associatedData, plaintext, ciphertext }) => {
    const resource = { algorithm: 'AEAD_SM4_GCM', nonce, associatedData, ciphertext }
    expect(Buffer.from(openAead(apiV3Key, resource)).toString()).toBe(plaintext)
    expect(sealAead(apiV3Key, Buffer.from(plaintext), { nonce, associatedData, algorithm: 'AEAD_SM4_GCM' })).toEqual(
      resource,
    )
  })

  it('refuses the published altered text and every flipped bit', () => {
    const [{ nonce, associatedData, ciphertext }] = AEAD
    const open = (altered: string) => () =>
      openAead(apiV3Key, { algorithm: 'AEAD_SM4_GCM', nonce, associatedData, ciphertext: altered })
    expect(open(ciphertext.replace('7w==', '8w=='))).toThrow(expect.objectContaining({ code: 'DECRYPT_FAILED' }))
    const bytes = Buffer.from(ciphertext, 'base64')
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const touched = Buffer.from(bytes)
      touched[bit >> 3] = (touched[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(open(touched.toString('base64'))).toThrow(expect.objectContaining({ code: 'DECRYPT_FAILED' }))
    }
  })

  it('lies beside AES in one key, and is not known to a key read without the suite', () => {
    const sealed = sealAead(apiV3Key, Buffer.from('x'), { nonce: 'fdasfjihihih' })
    expect(Buffer.from(openAead(apiV3Key, sealed)).toString()).toBe('x')
    expect(() =>
      openAead(parseApiV3Key(TESTING_API_V3_KEY), {
        algorithm: 'AEAD_SM4_GCM',
        nonce: AEAD[0].nonce,
        ciphertext: AEAD[0].ciphertext,
      }),
    ).toThrow(expect.objectContaining({ code: 'DECRYPT_FAILED', remedy: expect.stringContaining('loadShangMi') }))
  })
})

describe('SM2 signatures', () => {
  it('have the Z value and the numbers of the standard', () => {
    expect(Buffer.from(sm2.getZ(STANDARD.point, USER_ID)).toString('hex')).toBe(
      'b2e14c5c79c6df5b85f4fe7ed8db7a262b9da7e07ccb0ea9f4747b8ccda8a4f3',
    )
    const x1 = BigInt(`0x${sm2.getPublicKeyFromPrivateKey(STANDARD.k).slice(2, 66)}`)
    const signed = (message: string): string =>
      Buffer.from(
        sm2.doSignature(Buffer.from(message), STANDARD.scalar, {
          hash: true,
          der: true,
          publicKey: STANDARD.point,
          userId: USER_ID,
          pointPool: [{ k: BigInt(`0x${STANDARD.k}`), x1 }],
        }),
        'hex',
      ).toString('base64')
    expect(signed('message digest')).toBe(
      'MEYCIQD1oDsGSNLEYw7qxRPhu4GhWUTaOCfVt0FDrH6s7ucgswIhALG2qinfIS/YdjGCvA1CHKG7kDj9H39C1IQLacSFu8Gq',
    )
    const request = SIGNATURE_VECTORS.find((vector) => vector.id === 'R1')?.message ?? ''
    expect(signed(request)).toBe(
      'MEQCIDCWA2c97fO9eOzouMe1u12/qwvAxYitm3d8ycIMGSqRAiBbFiYL1u6ggHOkRiXZQJ9OyCexJTwO0fUxxlMwuxsEtw==',
    )
    for (const message of ['message digest', request])
      expect(standardKey.verify(Buffer.from(message), Buffer.from(signed(message), 'base64'))).toBe(true)
  })

  it('of the platform verify, and not for another message', () => {
    expect(platformKey.verify(Buffer.from('message'), Buffer.from(JAVA.signature, 'base64'))).toBe(true)
    expect(platformKey.verify(Buffer.from('false-message'), Buffer.from(JAVA.signature, 'base64'))).toBe(false)
  })

  it('do not verify with any bit flipped, a second spelling or a number beyond the group', () => {
    const bytes = Buffer.from(JAVA.signature, 'base64')
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const touched = Buffer.from(bytes)
      touched[bit >> 3] = (touched[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(platformKey.verify(Buffer.from('message'), touched)).toBe(false)
    }
    expect(platformKey.verify(Buffer.from('message'), Buffer.concat([bytes, Buffer.from([0])]))).toBe(false)
    const order = 'fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123'
    expect(platformKey.verify(Buffer.from('message'), hex(`3046022100${order}022100${order}`))).toBe(false)
    expect(platformKey.verify(Buffer.from('message'), hex('3006020100020100'))).toBe(false)
    for (const junk of ['', '30', '3000', '300602', 'ff'.repeat(70)])
      expect(platformKey.verify(Buffer.from('message'), hex(junk))).toBe(false)
  })

  it('made here are accepted by the openssl command', async () => {
    const message = Buffer.from('POST\n/v3/x\n1\nn\n\n')
    const signature = await identity.sign(message)
    const verdict = inFolder((folder) => {
      const write = (name: string, bytes: Uint8Array | string): string => {
        const path = join(folder, name)
        writeFileSync(path, bytes)
        return path
      }
      return openssl([
        'pkeyutl',
        '-verify',
        '-rawin',
        '-digest',
        'sm3',
        '-pkeyopt',
        `distid:${USER_ID}`,
        '-pubin',
        '-inkey',
        write('key.pem', spki(JAVA.spki)),
        '-in',
        write('message', message),
        '-sigfile',
        write('signature', signature),
      ]).toString()
    })
    expect(verdict).toContain('Verified Successfully')
  })

  it('hold for any message, and for no other', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.nat(), async (message, position) => {
        const signature = await identity.sign(message)
        expect(platformKey.verify(message, signature)).toBe(true)
        const other = Uint8Array.from(message)
        const at = position % other.length
        other[at] = (other[at] ?? 0) ^ 1
        expect(platformKey.verify(other, signature)).toBe(false)
      }),
      { numRuns: 20 },
    )
  })
})

describe('SM2 encryption of sensitive fields', () => {
  it('opens the published ciphertext, and none with a flipped bit', () => {
    expect(decryptSensitive(JAVA.ciphertext, identity)).toBe('plaintext')
    const bytes = Buffer.from(JAVA.ciphertext, 'base64')
    for (let bit = 0; bit < bytes.length * 8; bit += 5) {
      const touched = Buffer.from(bytes)
      touched[bit >> 3] = (touched[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(() => decryptSensitive(touched.toString('base64'), identity)).toThrow(
        expect.objectContaining({ code: 'DECRYPT_FAILED' }),
      )
    }
  })

  it('carries a text there and back', () =>
    expect(decryptSensitive(encryptSensitive('13800138000', platformKey), identity)).toBe('13800138000'))
})

describe('the suite behind the same interfaces', () => {
  const proof = async (body: string) => ({
    'wechatpay-timestamp': String(TIMESTAMP),
    'wechatpay-nonce': NONCE,
    'wechatpay-serial': 'PUB_KEY_ID_SM',
    'wechatpay-signature-type': 'WECHATPAY2-SM2-WITH-SM3',
    'wechatpay-signature': Buffer.from(
      await identity.sign(answerMessage(String(TIMESTAMP), NONCE, Buffer.from(body))),
    ).toString('base64'),
  })

  it('names itself in the Authorization header', async () => {
    const header = await authorizationHeader(
      identity,
      { method: 'GET', path: '/v3/certificates' },
      { timestamp: TIMESTAMP, nonce: NONCE },
    )
    expect(header).toMatch(
      /^WECHATPAY2-SM2-WITH-SM3 mchid="1900012181",.*serial_no="54E7F59ED8DF4570CFB14780EA8152D45A675EE6"$/,
    )
  })

  it('receives a notification', async () => {
    const sealed = sealAead(apiV3Key, Buffer.from(COMPLAINT_PAYLOAD), {
      nonce: 'fdasfjihihih',
      associatedData: 'complaint',
      algorithm: 'AEAD_SM4_GCM',
    })
    const body = JSON.stringify({
      id: 'EV-1',
      create_time: '2026-01-22T17:00:00+08:00',
      event_type: 'COMPLAINT.CREATE',
      resource_type: 'encrypt-resource',
      summary: 's',
      resource: {
        original_type: 'complaint',
        algorithm: sealed.algorithm,
        ciphertext: sealed.ciphertext,
        associated_data: 'complaint',
        nonce: sealed.nonce,
      },
    })
    const received = receiveNotification({
      headers: await proof(body),
      body: Buffer.from(body),
      keyring: createKeyring([platformKey]),
      apiV3Key,
      now: new Date(TIMESTAMP * 1000),
    })
    expect(received).toMatchObject({ kind: 'complaint', action: 'CREATE_COMPLAINT' })
  })

  it('carries a whole call', async () => {
    const paths: string[] = []
    const client = createClient({
      identity,
      apiV3Key,
      keyring: createKeyring([platformKey]),
      now: () => new Date(TIMESTAMP * 1000),
      fetch: async (url) => {
        paths.push(url)
        const body = '{"data":[],"limit":10,"offset":0}'
        return new Response(body, { headers: await proof(body) })
      },
    })
    expect((await client.complaints.list({ beginDate: '2026-01-01', endDate: '2026-01-02' })).items).toEqual([])
    expect(paths).toHaveLength(1)
  })

  it('reads SM2 certificates and takes the serial of the merchant from one', () => {
    const made = inFolder((folder) => {
      const [key, certificate] = [join(folder, 'k'), join(folder, 'c')]
      openssl(['ecparam', '-genkey', '-name', 'SM2', '-noout', '-out', join(folder, 'raw')])
      openssl(['pkcs8', '-topk8', '-nocrypt', '-in', join(folder, 'raw'), '-out', key])
      openssl([
        'req',
        '-x509',
        '-new',
        '-sm3',
        '-key',
        key,
        '-out',
        certificate,
        '-subj',
        '/CN=Tenpay/O=x',
        '-set_serial',
        '0x54E7F59ED8DF',
        '-days',
        '30',
      ])
      return { privateKey: readFileSync(key, 'utf8'), certificate: readFileSync(certificate, 'utf8') }
    })
    const certificate = shangmi.platformCertificate(made.certificate)
    const merchant = shangmi.loadMerchantIdentity({ merchantId: '1900012181', ...made })
    expect(certificate).toMatchObject({
      kind: 'certificate',
      serial: '54E7F59ED8DF',
      scheme: 'WECHATPAY2-SM2-WITH-SM3',
    })
    expect(merchant.serialNumber).toBe('54E7F59ED8DF')
    expect(decryptSensitive(encryptSensitive('x', certificate), merchant)).toBe('x')
  })

  it('refuses RSA keys, as the RSA loaders refuse SM2 keys', () => {
    expect(() =>
      shangmi.loadMerchantIdentity({ merchantId: '1900012181', privateKey: TESTING_PRIVATE_KEY, serialNumber: '01' }),
    ).toThrow(expect.objectContaining({ code: 'PRIVATE_KEY_INVALID' }))
    expect(() =>
      loadMerchantIdentity({ merchantId: '1900012181', privateKey: pkcs8(JAVA.scalar), serialNumber: '01' }),
    ).toThrow(expect.objectContaining({ code: 'PRIVATE_KEY_INVALID' }))
    expect(() => platformPublicKey('PUB_KEY_ID_SM', spki(JAVA.spki))).toThrow(
      expect.objectContaining({ code: 'PLATFORM_KEY_INVALID' }),
    )
  })
})
