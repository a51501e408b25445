import { createPrivateKey } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { decryptWith } from '../src/crypto/sensitive.ts'
import { createSimulator, type Simulator } from '../src/index.ts'
import { createCaller } from './support/caller.ts'
import { PIXEL } from './vectors.ts'

const SHOP = '1900000001'
let simulator: Simulator
beforeAll(async () => {
  simulator = await createSimulator({ seed: 'control', clock: 'manual', now: new Date('2026-01-20T04:00:00Z') })
})
beforeEach(() => simulator.reset())
afterAll(() => simulator.close())

async function control(method: string, path: string, body?: unknown) {
  const answer = await fetch(`${simulator.url}/_sim${path}`, {
    method,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await answer.text()
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    json: text === '' ? undefined : JSON.parse(text),
  }
}

describe('the control interface', () => {
  it('lists merchants and hands out their credentials', async () => {
    expect((await control('GET', '/merchants')).json).toEqual([
      { mchid: SHOP, name: '云边咖啡', partnerMchid: null, keyMode: 'certificate', algorithm: 'RSA' },
    ])
    const { json } = await control('GET', `/merchants/${SHOP}/credentials`)
    expect(json).toMatchObject({
      mchid: SHOP,
      serialNo: expect.stringMatching(/^[0-9A-F]{40}$/),
      privateKey: expect.stringContaining('BEGIN PRIVATE KEY'),
      certificate: expect.stringContaining('BEGIN CERTIFICATE'),
      apiV3Key: expect.stringMatching(/^[A-Za-z0-9]{32}$/),
      platform: { certificates: [{ serialNo: expect.stringMatching(/^[0-9A-F]{40}$/) }], publicKey: null },
    })
  })

  it('files, writes, continues and shows a complaint', async () => {
    const filed = await control('POST', '/complaints', {
      mchid: SHOP,
      detail: '要退款',
      problemType: 'REFUND',
      amount: 100,
      userTags: ['TRUSTED'],
      payerPhone: '19900000009',
      images: [PIXEL.toString('base64')],
      needImmediateService: true,
    })
    expect(filed).toMatchObject({
      status: 201,
      json: {
        complaintId: expect.stringMatching(/^2000000\d{20}$/),
        transactionId: expect.stringMatching(/^\d{28}$/),
        outTradeNo: expect.any(String),
      },
    })
    const id: string = filed.json.complaintId
    expect(await control('POST', `/complaints/${id}/messages`, { content: '在吗', images: [] })).toMatchObject({
      status: 201,
      json: { logId: expect.any(String) },
    })
    expect(await control('POST', `/complaints/${id}/continue`, {})).toMatchObject({
      status: 409,
      json: { code: 'STATE_CONFLICT' },
    })
    await createCaller(simulator, SHOP).post(`/v3/merchant-service/complaints-v2/${id}/complete`, {
      complainted_mchid: SHOP,
    })
    expect((await control('POST', `/complaints/${id}/continue`)).status).toBe(201)
    expect((await control('GET', `/complaints/${id}`)).json).toMatchObject({
      complaintId: id,
      state: 'PENDING',
      userComplaintTimes: 2,
      history: [
        { operateType: 'USER_CREATE_COMPLAINT', content: '要退款', time: '2026-01-20T12:00:00+08:00' },
        { operateType: 'USER_CREATE_COMPLAINT_SYSTEM_MESSAGE' },
        { operateType: 'USER_RESPONSE', content: '在吗' },
        { operateType: 'MERCHANT_CONFIRM_COMPLETE' },
        { operateType: 'USER_CONTINUE_COMPLAINT' },
        { operateType: 'USER_CONTINUE_COMPLAINT_SYSTEM_MESSAGE' },
      ],
    })
    expect((await control('GET', '/state')).json).toMatchObject({
      complaints: 1,
      rights: 0,
      officialAccounts: [{ appId: 'wx0123456789abcdef' }],
      faults: [],
    })
  })

  it('moves the clock', async () => {
    const start = (await control('GET', '/state')).json.now
    const { json } = await control('POST', '/clock', { advance: '20h' })
    expect(Date.parse(json.now) - Date.parse(start)).toBe(20 * 3_600_000)
    expect((await control('POST', '/clock', { set: '2026-02-03T04:05:06+08:00' })).json).toEqual({
      now: '2026-02-03T04:05:06+08:00',
    })
    expect((await control('POST', '/clock', { rate: 0 })).status).toBe(200)
  })

  it('sets, lists and removes faults', async () => {
    const { json } = await control('POST', '/faults', { kind: 'latency', call: 'list', count: 1, delayMs: 5 })
    expect((await control('GET', '/faults')).json).toEqual([
      { id: json.id, kind: 'latency', call: 'list', count: 1, delayMs: 5, hits: 0 },
    ])
    expect((await control('DELETE', '/faults')).status).toBe(204)
    expect((await control('GET', '/faults')).json).toEqual([])
    expect(await control('DELETE', '/faults/none')).toMatchObject({ status: 404, json: { code: 'FAULT_UNKNOWN' } })
  })

  it('shows what was asked, with the text that was signed and why it failed', async () => {
    await createCaller(simulator, SHOP).get('/v3/certificates', { timestamp: 1 })
    expect((await control('GET', '/requests')).json.at(-1)).toMatchObject({
      method: 'GET',
      path: '/v3/certificates',
      call: 'certificates',
      mchid: SHOP,
      status: 401,
      code: 'SIGN_ERROR',
      reason: expect.stringContaining('5 minutes'),
      signedMessage: expect.stringMatching(/^GET\n\/v3\/certificates\n1\n/),
      signedMessageCutFrom: null,
    })
  })

  it.each([
    ['is refused', { timestamp: 1 }, 401],
    ['names a long field', {}, 400],
  ])('keeps the beginning of a long request only, also of one that %s', async (_what, options, status) => {
    const body = JSON.stringify({ [`a${'投诉'.repeat(500_000)}`]: 1 })
    const path = '/v3/merchant-service/complaint-notifications'
    expect((await createCaller(simulator, SHOP).post(path, body, options)).status).toBe(status)
    const entry = (await control('GET', '/requests')).json.at(-1)
    expect(Buffer.byteLength(JSON.stringify(entry))).toBeLessThan(40_000)
    expect(entry.signedMessage).toMatch(/^POST\n\/v3[^\n]*\n\d+\n\w{32}\n\{"a[投诉]+$/)
    expect(Buffer.byteLength(entry.signedMessage)).toBeGreaterThan(16 * 1024 - 3)
    expect(entry.signedMessageCutFrom).toBeGreaterThan(Buffer.byteLength(body))
  })

  it('takes a phone number of 213 bytes, and hands it out', async () => {
    const payerPhone = '号'.repeat(71)
    const { complaintId } = await simulator.fileComplaint({ mchid: SHOP, detail: 'x', payerPhone })
    const caller = createCaller(simulator, SHOP)
    const { json } = await caller.get(`/v3/merchant-service/complaints-v2/${complaintId}`)
    expect(decryptWith(createPrivateKey(caller.credentials.privateKey), json.payer_phone)).toBe(payerPhone)
  })

  it.each<[string, string, unknown, number, string | undefined]>([
    ['POST', '/complaints', { mchid: SHOP }, 400, '/detail'],
    ['POST', '/complaints', { mchid: SHOP, detail: 5 }, 400, '/detail'],
    ['POST', '/complaints', { mchid: SHOP, detail: 'x'.repeat(301) }, 400, '/detail'],
    ['POST', '/complaints', { mchid: SHOP, detail: 'x', problemType: 'MONEY' }, 400, '/problemType'],
    ['POST', '/complaints', { mchid: SHOP, detail: 'x', amount: 0 }, 400, '/amount'],
    ['POST', '/complaints', { mchid: SHOP, detail: 'x', payerPhone: '号'.repeat(72) }, 400, '/payerPhone'],
    ['POST', '/complaints', { mchid: SHOP, detail: 'x', images: ['AAAA'] }, 400, '/images/0'],
    ['POST', '/complaints', { mchid: SHOP, detail: 'x', colour: 'red' }, 400, '/colour'],
    ['POST', '/complaints', { mchid: '1999999999', detail: 'x' }, 404, '/mchid'],
    ['POST', '/complaints', '{', 400, '/'],
    ['POST', '/complaints/1/messages', { content: 'x' }, 404, undefined],
    ['POST', '/merchants', { mchid: SHOP }, 409, '/mchid'],
    ['POST', '/merchants', { mchid: 'shop' }, 400, '/mchid'],
    ['POST', '/clock', { advance: '20 hours' }, 400, '/advance'],
    ['POST', '/clock', { set: 'today' }, 400, '/set'],
    ['POST', '/clock', { rate: -1 }, 400, '/rate'],
    ['POST', '/clock', { advance: '1h', rate: 2 }, 400, '/'],
    ['POST', '/faults', { kind: 'gremlin' }, 400, '/kind'],
    ['POST', '/faults', { kind: 'hang', call: 'dance' }, 400, '/call'],
    ['POST', '/faults', { kind: 'hang', probability: 2 }, 400, '/probability'],
    ['POST', '/faults', { kind: 'hang', count: 0 }, 400, '/count'],
    ['GET', '/nowhere', undefined, 404, undefined],
  ])('%s %s %j is refused, names the field, and changes nothing', async (method, path, body, status, field) => {
    const before = await control('GET', '/state')
    const answer = await control(method, path, body)
    expect(answer).toMatchObject({
      status,
      type: 'application/problem+json; charset=utf-8',
      json: { code: expect.any(String), detail: expect.any(String), remedy: expect.any(String) },
    })
    expect(answer.json.field).toBe(field)
    expect((await control('GET', '/state')).json).toEqual(before.json)
  })
})

describe('a seed', () => {
  it('gives the same keys and ids again, another seed others', async () => {
    const options = { clock: 'manual', now: new Date('2026-01-20T04:00:00Z') } as const
    await using a = await createSimulator({ seed: 'same', ...options })
    await using b = await createSimulator({ seed: 'same', ...options })
    await using c = await createSimulator({ seed: 'other', ...options })
    expect(b.credentials(SHOP)).toEqual(a.credentials(SHOP))
    expect(c.credentials(SHOP).privateKey).not.toBe(a.credentials(SHOP).privateKey)
    const filed = await Promise.all([a, b, c].map((each) => each.fileComplaint({ mchid: SHOP, detail: 'x' })))
    expect(filed[1]).toEqual(filed[0])
    expect(filed[2]).not.toEqual(filed[0])
  })
})
