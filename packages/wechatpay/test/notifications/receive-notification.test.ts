import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  createKeyring,
  type Drift,
  ProtocolError,
  parseApiV3Key,
  platformCertificate,
  receiveNotification,
  sealAead,
  verifyNotification,
} from '../../src/index.ts'
import { NOW, PLATFORM_KEY_ID, proofHeaders, testingKeyring } from '../fixtures/merchant.ts'
import { makeCertificate } from '../fixtures/pki.ts'
import {
  FOREIGN_NOTIFICATION,
  NOTIFICATION_BODY,
  SIGNATURE_VECTORS,
  TESTING_API_V3_KEY,
  TIMESTAMP,
} from '../fixtures/vectors.ts'

const apiV3Key = parseApiV3Key(TESTING_API_V3_KEY)
const keyring = testingKeyring()
const receive = (
  body: string | Uint8Array,
  headers: Record<string, string> = proofHeaders(body),
  onDrift?: (drift: Drift) => void,
) =>
  receiveNotification({
    headers,
    body: typeof body === 'string' ? Buffer.from(body) : body,
    keyring,
    apiV3Key,
    now: NOW,
    onDrift,
  })

/** A notification around any resource, signed and sealed as the platform does. */
function notification(resource: unknown, change: Record<string, unknown> = {}): string {
  const sealed = sealAead(apiV3Key, Buffer.from(typeof resource === 'string' ? resource : JSON.stringify(resource)), {
    nonce: 'fdasfjihihih',
    associatedData: 'complaint',
  })
  return JSON.stringify({
    id: 'EV-1',
    create_time: '2026-01-22T17:00:00+08:00',
    event_type: 'COMPLAINT.STATE_CHANGE',
    resource_type: 'encrypt-resource',
    summary: '投诉状态变更',
    resource: {
      original_type: 'complaint',
      algorithm: sealed.algorithm,
      ciphertext: sealed.ciphertext,
      associated_data: 'complaint',
      nonce: sealed.nonce,
    },
    ...change,
  })
}

describe('a genuine notification', () => {
  it('is proved, opened and read: the published vector', () => {
    const signature = SIGNATURE_VECTORS.find((vector) => vector.id === 'N1')?.signature
    expect(proofHeaders(NOTIFICATION_BODY)['wechatpay-signature']).toBe(signature)
    expect(receive(NOTIFICATION_BODY)).toEqual({
      kind: 'complaint',
      id: 'EV-2018022511223320873',
      createdAt: { date: new Date('2015-05-20T05:29:35Z'), text: '2015-05-20T13:29:35+08:00' },
      eventType: 'COMPLAINT.CREATE',
      summary: '产生新投诉',
      complaintId: '200201820200101080076610000',
      action: 'CREATE_COMPLAINT',
      wireAction: 'CREATE_COMPLAINT',
      serial: PLATFORM_KEY_ID,
      raw: { complaint_id: '200201820200101080076610000', action_type: 'CREATE_COMPLAINT' },
      envelope: JSON.parse(NOTIFICATION_BODY),
    })
  })

  it('may come with headers in any case, or as a Headers object', () => {
    const headers = Object.fromEntries(
      Object.entries(proofHeaders(NOTIFICATION_BODY)).map(([name, value]) => [name.replace(/^w/, 'W'), value]),
    )
    expect(receive(NOTIFICATION_BODY, headers).id).toBe('EV-2018022511223320873')
    const onlyOne = { ...proofHeaders(NOTIFICATION_BODY), 'wechatpay-nonce': undefined }
    const mixed = { ...onlyOne, 'Wechatpay-Nonce': headers['Wechatpay-nonce'] }
    expect(
      receiveNotification({ headers: mixed, body: Buffer.from(NOTIFICATION_BODY), keyring, apiV3Key, now: NOW }).kind,
    ).toBe('complaint')
    const asHeaders = new Headers(headers)
    expect(
      receiveNotification({ headers: asHeaders, body: Buffer.from(NOTIFICATION_BODY), keyring, apiV3Key, now: NOW })
        .kind,
    ).toBe('complaint')
  })

  it('keeps an action invented tomorrow, and reports it', () => {
    const drift: Drift[] = []
    const body = notification(
      { complaint_id: '1', action_type: 'PAYER_SANG', mood: 'good', payer_phone: 'x' },
      { extra: 1 },
    )
    expect(receive(body, proofHeaders(body), (one) => drift.push(one))).toMatchObject({
      action: { unknown: 'PAYER_SANG' },
      wireAction: 'PAYER_SANG',
    })
    expect(drift).toEqual([
      { kind: 'unknown-field', shape: 'notification', path: 'extra' },
      { kind: 'unknown-value', shape: 'notification', path: 'resource.action_type', value: 'PAYER_SANG' },
      { kind: 'unknown-field', shape: 'notification', path: 'resource.mood' },
    ])
  })

  it('understands both spellings of the platform service', () => {
    const body = notification({ complaint_id: '1', action_type: 'USER_APPLY_PLATFORM_SERIVCE' })
    expect(receive(body)).toMatchObject({
      action: 'USER_APPLY_PLATFORM_SERVICE',
      wireAction: 'USER_APPLY_PLATFORM_SERIVCE',
    })
  })

  it('may be the echo of a connectivity test, or of another product', () => {
    const echo = notification(
      { echo_message: 'hi', encrypt_echo_message: 'abc' },
      { event_type: 'SECURITY_ECHO.SUCCESS' },
    ).replace('"original_type":"complaint"', '"original_type":"security"')
    expect(receive(echo)).toMatchObject({ kind: 'security-echo', echoMessage: 'hi', encryptedEchoMessage: 'abc' })
    const other = notification({ x: 1 }, { event_type: 'TRANSACTION.SUCCESS' }).replace(
      '"original_type":"complaint"',
      '"original_type":"transaction"',
    )
    expect(receive(other)).toMatchObject({ kind: 'other', resourceType: 'transaction', raw: { x: 1 } })
  })
})

describe('one flipped bit', () => {
  const headers = proofHeaders(NOTIFICATION_BODY)
  const flip = (text: string, index: number): string =>
    text.slice(0, index) + String.fromCharCode(text.charCodeAt(index) ^ 1) + text.slice(index + 1)

  it('anywhere in the body is refused', () => {
    const bytes = Buffer.from(NOTIFICATION_BODY)
    for (let bit = 3; bit < bytes.length * 8; bit += 31) {
      const touched = Buffer.from(bytes)
      touched[bit >> 3] = (touched[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(() => receive(touched, headers)).toThrow(expect.objectContaining({ code: 'SIGNATURE_INVALID' }))
    }
  })

  it.each([
    ['wechatpay-signature', 100, 'SIGNATURE_INVALID'],
    ['wechatpay-nonce', 5, 'SIGNATURE_INVALID'],
    ['wechatpay-timestamp', 9, 'SIGNATURE_INVALID'],
    ['wechatpay-timestamp', 1, 'TIMESTAMP_OUT_OF_RANGE'],
    ['wechatpay-serial', 30, 'PLATFORM_KEY_UNKNOWN'],
  ])('in %s at %i is refused with %s', (name, index, code) => {
    expect(() => receive(NOTIFICATION_BODY, { ...headers, [name]: flip(headers[name] ?? '', index) })).toThrow(
      expect.objectContaining({ code }),
    )
  })

  it.each(['ciphertext', 'nonce', 'associated_data'])(
    'in the %s of the resource is refused even when the signature fits',
    (field) => {
      const envelope: { resource: Record<string, string> } = JSON.parse(NOTIFICATION_BODY)
      const value = envelope.resource[field] ?? ''
      const body = JSON.stringify({
        ...envelope,
        resource: { ...envelope.resource, [field]: flip(value, value.length - (field === 'ciphertext' ? 5 : 1)) },
      })
      expect(() => receive(body)).toThrow(expect.objectContaining({ code: 'DECRYPT_FAILED' }))
    },
  )
})

describe('what is refused', () => {
  it.each(['wechatpay-timestamp', 'wechatpay-nonce', 'wechatpay-signature', 'wechatpay-serial'])(
    'a notification without %s',
    (name) => {
      const headers = proofHeaders(NOTIFICATION_BODY)
      delete headers[name]
      expect(() => receive(NOTIFICATION_BODY, headers)).toThrow(
        expect.objectContaining({ code: 'HEADER_MISSING', field: name }),
      )
      expect(() => receive(NOTIFICATION_BODY, { ...headers, [name]: '' })).toThrow(
        expect.objectContaining({ code: 'HEADER_MISSING' }),
      )
    },
  )

  it('a notification exactly 300 seconds old, while 299 are accepted', () => {
    const at = (seconds: number) => () =>
      receiveNotification({
        headers: proofHeaders(NOTIFICATION_BODY),
        body: Buffer.from(NOTIFICATION_BODY),
        keyring,
        apiV3Key,
        now: new Date((TIMESTAMP + seconds) * 1000),
      })
    expect(at(299)().kind).toBe('complaint')
    expect(at(300)).toThrow(expect.objectContaining({ code: 'TIMESTAMP_OUT_OF_RANGE' }))
    expect(at(-300)).toThrow(expect.objectContaining({ code: 'TIMESTAMP_OUT_OF_RANGE' }))
  })

  it.each(['', ' 1', '1e9', '-1', '0x1', '1'.repeat(13), `${TIMESTAMP} `, `${TIMESTAMP}.0`, '\u{ff11}'])(
    'the timestamp %j, even with a window wide enough for every number',
    (timestamp) => {
      const headers = { ...proofHeaders(NOTIFICATION_BODY), 'wechatpay-timestamp': timestamp }
      expect(() =>
        verifyNotification(headers, Buffer.from(NOTIFICATION_BODY), keyring, TIMESTAMP, { windowSeconds: Infinity }),
      ).toThrow(expect.objectContaining({ code: timestamp === '' ? 'HEADER_MISSING' : 'TIMESTAMP_OUT_OF_RANGE' }))
    },
  )

  it.each([
    ['text', NOTIFICATION_BODY],
    ['a parsed object', JSON.parse(NOTIFICATION_BODY)],
    ['null', null],
    ['nothing', undefined],
  ])('%s in place of the raw bytes', (_, body) => {
    const wrong: { body: Uint8Array } = JSON.parse('{}')
    Object.assign(wrong, { body })
    expect(() => verifyNotification(proofHeaders(NOTIFICATION_BODY), wrong.body, keyring, TIMESTAMP)).toThrow(
      expect.objectContaining({ code: 'BODY_PARSED_ALREADY', remedy: expect.stringContaining('move') }),
    )
  })

  it.each([
    ['a probe that decodes', 'WECHATPAY/SIGNTEST/Zm9v'],
    ['a probe that does not decode', 'WECHATPAY/SIGNTEST/%%%'],
  ])('%s', (_, signature) => {
    expect(() =>
      receive(NOTIFICATION_BODY, { ...proofHeaders(NOTIFICATION_BODY), 'wechatpay-signature': signature }),
    ).toThrow(expect.objectContaining({ code: 'SIGNATURE_PROBE' }))
  })

  it.each([
    ['a body that is no JSON', 'hello', 'BODY_NOT_JSON'],
    ['an empty body', '', 'BODY_NOT_JSON'],
    ['a list', '[]', 'BODY_INVALID'],
    [
      'a body without resource',
      '{"id":"1","create_time":"2026-01-22T17:00:00+08:00","event_type":"COMPLAINT.CREATE"}',
      'BODY_INVALID',
    ],
    ['a body without id', notification({ complaint_id: '1', action_type: 'X' }, { id: undefined }), 'BODY_INVALID'],
    [
      'a time that is none',
      notification({ complaint_id: '1', action_type: 'X' }, { create_time: 'now' }),
      'BODY_INVALID',
    ],
    ['a resource that is no JSON', notification('hello'), 'BODY_NOT_JSON'],
    ['a resource without complaint', notification({ action_type: 'X' }), 'BODY_INVALID'],
    ['a resource without action', notification({ complaint_id: '1' }), 'BODY_INVALID'],
    ['a foreign cipher', notification({}).replace('AEAD_AES_256_GCM', 'AEAD_ROT_13'), 'DECRYPT_FAILED'],
  ])('%s, though it is signed', (_, body, code) => {
    expect(() => receive(body)).toThrow(
      expect.objectContaining({ name: 'ProtocolError', code, remedy: expect.stringMatching(/\S/) }),
    )
  })

  it('a notification proved by a platform certificate that has ended', () => {
    const made = makeCertificate('Tenpay', '0A', ['-days', '1'])
    const certificate = platformCertificate(made.certificate)
    const after = Math.floor(certificate.expiresAt.getTime() / 1000)
    const headers = { ...proofHeaders('{}', { timestamp: after, serial: '0A' }) }
    expect(() => verifyNotification(headers, Buffer.from('{}'), createKeyring([certificate]), after)).toThrow(
      expect.objectContaining({ code: 'PLATFORM_KEY_EXPIRED' }),
    )
  })
})

it('reads the same whether somebody listens for drift or not, whatever is missing or of another type', () => {
  const plain: Record<string, unknown> = JSON.parse(
    notification({ complaint_id: '1', action_type: 'CREATE_COMPLAINT' }),
  )
  const odd = fc.constantFrom(
    undefined,
    null,
    '',
    'x',
    7,
    true,
    [],
    {},
    'COMPLAINT.CREATE',
    '2026-01-31T17:00:00+08:00',
  )
  const change = (names: readonly string[]) => fc.dictionary(fc.constantFrom(...names), odd, { maxKeys: 2 })
  const outcome = (body: string, onDrift?: (drift: Drift) => void): unknown => {
    try {
      return receive(body, proofHeaders(body), onDrift)
    } catch (error) {
      return error instanceof ProtocolError ? [error.code, error.message, error.field] : error
    }
  }
  fc.assert(
    fc.property(
      change(['id', 'create_time', 'event_type', 'summary', 'resource_type', 'resource']),
      change(['original_type', 'algorithm', 'ciphertext', 'associated_data', 'nonce']),
      change(['complaint_id', 'action_type']),
      (outer, sealing, inner) => {
        const made: { resource: object } = JSON.parse(
          notification({ complaint_id: '1', action_type: 'CREATE_COMPLAINT', ...inner }),
        )
        const body = JSON.stringify({ ...plain, resource: { ...made.resource, ...sealing }, ...outer })
        expect(outcome(body)).toEqual(outcome(body, () => undefined))
      },
    ),
    { numRuns: 300 },
  )
})

it('answers any signed bytes with a notification or an error of its own, never with a crash', () => {
  const resource = fc.record({
    algorithm: fc.constant('AEAD_AES_256_GCM'),
    nonce: fc.jsonValue(),
    ciphertext: fc.jsonValue(),
  })
  const envelope = fc.record({
    id: fc.jsonValue(),
    create_time: fc.jsonValue(),
    event_type: fc.jsonValue(),
    resource: fc.oneof(fc.jsonValue(), resource),
  })
  const json = fc.oneof(fc.jsonValue(), envelope).map((value) => Buffer.from(JSON.stringify(value)))
  const outcome = (body: Uint8Array): string => {
    try {
      return receive(body).kind
    } catch (error) {
      return error instanceof ProtocolError ? error.code : 'CRASH'
    }
  }
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 60 }), json), (body) => {
      expect(outcome(body)).not.toBe('CRASH')
    }),
    { numRuns: 150 },
  )
})

it('proves the notification that another library publishes, at its own time only', () => {
  const { timestamp, nonce, body, signature } = FOREIGN_NOTIFICATION
  const headers = {
    'wechatpay-timestamp': String(timestamp),
    'wechatpay-nonce': nonce,
    'wechatpay-signature': signature,
    'wechatpay-serial': PLATFORM_KEY_ID,
  }
  expect(() => verifyNotification(headers, Buffer.from(body), keyring, timestamp)).toThrow(
    expect.objectContaining({ code: 'SIGNATURE_INVALID' }),
  )
})
