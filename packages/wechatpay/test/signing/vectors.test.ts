import { createHash, createPublicKey, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  authorizationHeader,
  createKeyring,
  platformPublicKey,
  type RequestToSign,
  requestMessage,
  signRequest,
  verifySignature,
} from '../../src/index.ts'
import { PLATFORM_KEY_ID, testingIdentity, testingKeyring } from '../fixtures/merchant.ts'
import {
  FOREIGN_NOTIFICATION,
  NONCE,
  NOTIFICATION_BODY,
  SIGNATURE_VECTORS,
  TESTING_PUBLIC_KEY,
  TESTING_SERIAL,
  TIMESTAMP,
} from '../fixtures/vectors.ts'

const identity = testingIdentity()
const stamp = { timestamp: TIMESTAMP, nonce: NONCE }
const vector = (id: string) => {
  const found = SIGNATURE_VECTORS.find((candidate) => candidate.id === id)
  if (found === undefined) throw new Error(`no vector ${id}`)
  return found
}

const REQUESTS: readonly (readonly [string, RequestToSign])[] = [
  ['R1', { method: 'GET', path: '/v3/certificates' }],
  [
    'R2',
    {
      method: 'GET',
      path: '/v3/merchant-service/complaints-v2?limit=5&offset=10&begin_date=2019-01-01&end_date=2019-01-01&complainted_mchid=1900012181',
    },
  ],
  [
    'R3',
    {
      method: 'POST',
      path: '/v3/merchant-service/complaints-v2/200201820200101080076610000/response',
      body: '{"complainted_mchid":"1900012181","response_content":"已与用户沟通解决"}',
    },
  ],
  [
    'R4',
    {
      method: 'PUT',
      path: '/v3/merchant-service/complaint-notifications',
      body: '{"url":"https://www.xxx.com/notify"}',
    },
  ],
  ['R5', { method: 'DELETE', path: '/v3/merchant-service/complaint-notifications' }],
  [
    'R6',
    {
      method: 'POST',
      path: '/v3/merchant-service/images/upload',
      body: '{"filename":"pixel.bmp","sha256":"f7cbd816abfb19030d23b8de5435d0141443665a81ed5ba12114c70b5f53b610"}',
    },
  ],
  [
    'R7',
    {
      method: 'GET',
      path: '/v3/merchant-service/images/ChsyMDAwMDAwMjAyNDExMDgxNTAyMjQ4MTU1MTgYBSCIk8y5BigBMAE4AQ%3D%3D',
    },
  ],
]

describe('the published signature vectors', () => {
  it.each(SIGNATURE_VECTORS.map((v) => [v.id, v] as const))(
    '%s has the stated bytes, digest and signature',
    async (_, v) => {
      const message = Buffer.from(v.message, 'utf8')
      expect(message.length).toBe(v.bytes)
      expect(createHash('sha256').update(message).digest('hex')).toBe(v.sha256)
      expect(Buffer.from(await identity.sign(message)).toString('base64')).toBe(v.signature)
      expect(verify('sha256', message, createPublicKey(TESTING_PUBLIC_KEY), Buffer.from(v.signature, 'base64'))).toBe(
        true,
      )
    },
  )

  it.each(REQUESTS)('%s is what signing the request itself gives', async (id, request) => {
    expect(requestMessage(request, stamp)).toBe(vector(id).message)
    expect(await signRequest(identity, request, stamp)).toBe(vector(id).signature)
  })

  it('writes the Authorization header with the five required values', async () => {
    const header = await authorizationHeader(identity, { method: 'GET', path: '/v3/certificates' }, stamp)
    expect(header).toBe(
      `WECHATPAY2-SHA256-RSA2048 mchid="1900012181",nonce_str="${NONCE}",signature="${vector('R1').signature}",timestamp="1554208460",serial_no="${TESTING_SERIAL}"`,
    )
  })
})

const ANSWERS = [
  ['A1', ''],
  ['A2', '{"media_id":"BB04A5DEEFEA18D4F2554C1EDD3B610B.bmp"}'],
  ['N1', NOTIFICATION_BODY],
] as const

describe('answers of the platform', () => {
  const keyring = testingKeyring()
  const headersOf = (id: string) => ({
    timestamp: String(TIMESTAMP),
    nonce: NONCE,
    serial: PLATFORM_KEY_ID,
    signature: vector(id).signature,
    type: undefined,
  })

  it.each(ANSWERS)('%s proves itself', (id, body) => {
    expect(verifySignature(headersOf(id), Buffer.from(body), keyring, TIMESTAMP).serial).toBe(PLATFORM_KEY_ID)
  })

  it.each(ANSWERS.filter(([, body]) => body !== ''))(
    '%s is refused with any single bit of the body flipped',
    (id, body) => {
      const bytes = Buffer.from(body)
      for (let bit = 0; bit < bytes.length * 8; bit += 7) {
        const touched = Buffer.from(bytes)
        touched[bit >> 3] = (touched[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        expect(() => verifySignature(headersOf(id), touched, keyring, TIMESTAMP)).toThrow(
          expect.objectContaining({ code: 'SIGNATURE_INVALID' }),
        )
      }
    },
  )

  it('is refused with any single bit of the signature flipped', () => {
    const bytes = Buffer.from(vector('A2').signature, 'base64')
    for (let bit = 0; bit < bytes.length * 8; bit += 11) {
      const touched = Buffer.from(bytes)
      touched[bit >> 3] = (touched[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      const headers = { ...headersOf('A2'), signature: touched.toString('base64') }
      expect(() => verifySignature(headers, Buffer.from(ANSWERS[1][1]), keyring, TIMESTAMP)).toThrow(
        expect.objectContaining({ code: 'SIGNATURE_INVALID' }),
      )
    }
  })

  it('is refused with a second spelling of the same signature bytes', () => {
    // The last character before the padding carries two unused bits, which a lenient decoder drops.
    const signature = vector('A2').signature.replace(/g==$/, 'h==')
    expect(Buffer.from(signature, 'base64').equals(Buffer.from(vector('A2').signature, 'base64'))).toBe(true)
    expect(() =>
      verifySignature({ ...headersOf('A2'), signature }, Buffer.from(ANSWERS[1][1]), keyring, TIMESTAMP),
    ).toThrow(expect.objectContaining({ code: 'SIGNATURE_INVALID' }))
  })

  it.each([
    ['the nonce', { nonce: `${NONCE.slice(0, -1)}3` }],
    ['the timestamp', { timestamp: String(TIMESTAMP + 1) }],
  ])('is refused with another value for %s', (_, change) => {
    expect(() =>
      verifySignature({ ...headersOf('A2'), ...change }, Buffer.from(ANSWERS[1][1]), keyring, TIMESTAMP),
    ).toThrow(expect.objectContaining({ code: 'SIGNATURE_INVALID' }))
  })

  it.each([
    ['a 204 with the text null as its body', 'A1', 'null'],
    ['an answer with a line feed added', 'A2', `${ANSWERS[1][1]}\n`],
  ])('refuses %s', (_, id, body) => {
    expect(() => verifySignature(headersOf(id), Buffer.from(body), keyring, TIMESTAMP)).toThrow(
      expect.objectContaining({ code: 'SIGNATURE_INVALID' }),
    )
  })

  it('accepts 299 seconds either way and refuses exactly 300', () => {
    const check = (now: number) => verifySignature(headersOf('A1'), Buffer.alloc(0), keyring, now)
    expect(check(TIMESTAMP + 299).kind).toBe('public-key')
    expect(check(TIMESTAMP - 299).kind).toBe('public-key')
    for (const apart of [300, -300, 301, 1e9]) {
      expect(() => check(TIMESTAMP + apart)).toThrow(expect.objectContaining({ code: 'TIMESTAMP_OUT_OF_RANGE' }))
    }
  })

  it.each(['', 'now', '1554208460000', '-1554208460', '1554208460.5', 'NaN', 'Infinity'])(
    'refuses the timestamp %j',
    (timestamp) => {
      expect(() => verifySignature({ ...headersOf('A1'), timestamp }, Buffer.alloc(0), keyring, TIMESTAMP)).toThrow(
        expect.objectContaining({ code: 'TIMESTAMP_OUT_OF_RANGE' }),
      )
    },
  )

  it('refuses a serial nobody knows, and the serial without its prefix', () => {
    for (const serial of ['5F1C72E2A8931B72A2E13AF8DEE92471EB397115', PLATFORM_KEY_ID.replace('PUB_KEY_ID_', '')]) {
      expect(() => verifySignature({ ...headersOf('A1'), serial }, Buffer.alloc(0), keyring, TIMESTAMP)).toThrow(
        expect.objectContaining({ code: 'PLATFORM_KEY_UNKNOWN' }),
      )
    }
  })

  it('refuses a signature type that is not the one of the key', () => {
    expect(() =>
      verifySignature({ ...headersOf('A1'), type: 'WECHATPAY2-SM2-WITH-SM3' }, Buffer.alloc(0), keyring, TIMESTAMP),
    ).toThrow(expect.objectContaining({ code: 'SIGNATURE_TYPE_UNSUPPORTED' }))
  })

  it.each(['WECHATPAY/SIGNTEST/Zm9v', 'WECHATPAY/SIGNTEST/%%% not base64', 'WECHATPAY/SIGNTEST/'])(
    'knows the probe %j for what it is',
    (signature) => {
      expect(() => verifySignature({ ...headersOf('A1'), signature }, Buffer.alloc(0), keyring, TIMESTAMP)).toThrow(
        expect.objectContaining({ code: 'SIGNATURE_PROBE' }),
      )
    },
  )

  it.each(['not base64 at all', '', '====', 'AAAA'])(
    'answers %j in place of a signature with a refusal, not with a crash',
    (signature) => {
      expect(() => verifySignature({ ...headersOf('A1'), signature }, Buffer.alloc(0), keyring, TIMESTAMP)).toThrow(
        expect.objectContaining({ code: 'SIGNATURE_INVALID' }),
      )
    },
  )
})

describe('the notification published by another library', () => {
  const { timestamp, nonce, body, publicKey, signature, signatureOfSource } = FOREIGN_NOTIFICATION
  const key = platformPublicKey('PUB_KEY_ID_1', publicKey)
  const keyring = createKeyring([key])
  const headers = { timestamp: String(timestamp), nonce, serial: 'PUB_KEY_ID_1', signature, type: undefined }

  it('verifies at its own time and is refused today', () => {
    expect(verifySignature(headers, Buffer.from(body), keyring, timestamp)).toBe(key)
    expect(() => verifySignature(headers, Buffer.from(body), keyring, Math.floor(Date.now() / 1000))).toThrow(
      expect.objectContaining({ code: 'TIMESTAMP_OUT_OF_RANGE' }),
    )
  })

  it('comes with a key that proves its other published signature', () => {
    expect(key.verify(Buffer.from('source'), Buffer.from(signatureOfSource, 'base64'))).toBe(true)
    expect(key.verify(Buffer.from('sourcf'), Buffer.from(signatureOfSource, 'base64'))).toBe(false)
  })
})

describe('requests signed differently from how they are sent', () => {
  const sent = (id: string, change: (message: string) => string) =>
    verify(
      'sha256',
      Buffer.from(change(vector(id).message)),
      createPublicKey(TESTING_PUBLIC_KEY),
      Buffer.from(vector(id).signature, 'base64'),
    )

  it.each([
    ['without the last line feed', 'R1', (message: string) => message.slice(0, -1)],
    [
      'with two parameters exchanged',
      'R2',
      (message: string) => message.replace('limit=5&offset=10', 'offset=10&limit=5'),
    ],
    ['with the path decoded', 'R7', (message: string) => message.replace('%3D%3D', '==')],
  ])('do not verify %s', (_, id, change) => {
    expect(sent(id, (message) => message)).toBe(true)
    expect(sent(id, change)).toBe(false)
  })
})
