import { describe, expect, it } from 'vitest'
import { createKeyring, PlatformError, TransportError } from '../../src/index.ts'
import { type Behaviour, connectionError, fakePlatform } from '../fixtures/fake-platform.ts'

const ID = '200201820200101080076610000'
const PAGE = { json: { data: [], limit: 10, offset: 0 } }
const WINDOW = { beginDate: '2026-01-01', endDate: '2026-01-30' }
const COMPLETION = { complaintedMerchantId: '1900012181' }
const hang: Behaviour = (_, signal) =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(new Error('aborted'))))

describe('a refusal by the platform', () => {
  it('carries status, code, message, detail, Request-ID and the request, and a remedy', async () => {
    const detail = { field: '/body/response_content', issue: 'too long', location: 'body' }
    const { client } = fakePlatform([
      {
        status: 400,
        json: { code: 'PARAM_ERROR', message: '参数错误', detail },
        headers: { 'request-id': '08A1-268435461' },
      },
    ])
    const error: unknown = await client.complaints.complete(ID, COMPLETION).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(PlatformError)
    expect(error).toMatchObject({
      status: 400,
      code: 'PARAM_ERROR',
      platformMessage: '参数错误',
      detail,
      requestId: '08A1-268435461',
      request: {
        method: 'POST',
        path: `/v3/merchant-service/complaints-v2/${ID}/complete`,
        host: 'api.mch.weixin.qq.com',
      },
      remedy: expect.stringContaining('detail'),
    })
    expect(String(error)).toMatch(/400 PARAM_ERROR: 参数错误 \(Request-ID 08A1-268435461\)/)
  })

  it('does not quote the signed text back, which holds what was written to the payer', async () => {
    const detail = {
      sign_information: { truncated_sign_message: 'POST\n/v3/x\nDear Ms Li', url: '/v3/x' },
      value: 'x'.repeat(65),
    }
    const { client } = fakePlatform([
      { status: 401, json: { code: 'SIGN_ERROR', message: '错误的签名，验签失败', detail } },
    ])
    await expect(client.complaints.get(ID)).rejects.toMatchObject({
      code: 'SIGN_ERROR',
      detail: {
        sign_information: { truncated_sign_message: '[21 characters]', url: '/v3/x' },
        value: '[65 characters]',
      },
    })
  })

  it.each([
    [502, '<html>Bad gateway</html>', 'HTTP_502'],
    [404, '', 'HTTP_404'],
    [418, '[]', 'HTTP_418'],
    [302, '', 'HTTP_302'],
    [400, '{"code":"BRAND_NEW","message":"?"}', 'BRAND_NEW'],
  ])('with status %i and body %j has a code all the same', async (status, text, code) => {
    const { client } = fakePlatform([{ status, text, signed: false }], { retry: { attempts: 1 } })
    await expect(client.complaints.get(ID)).rejects.toMatchObject({ name: 'PlatformError', status, code })
  })
})

describe('a read', () => {
  it.each([
    ['a broken connection', connectionError('ECONNRESET')],
    ['a refused connection', connectionError('ECONNREFUSED')],
    ['status 500', { status: 500, json: { code: 'SYSTEM_ERROR', message: '系统繁忙' } }],
    ['a gateway page', { status: 502, text: '<html>', signed: false }],
    ['429', { status: 429, json: { code: 'FREQUENCY_LIMITED', message: 'slow' } }],
  ] as const)('is repeated after %s', async (_, failure) => {
    const { client, requests, pauses } = fakePlatform([failure, failure, PAGE])
    expect((await client.complaints.list(WINDOW)).items).toEqual([])
    expect(requests).toHaveLength(3)
    expect(pauses).toEqual([200, 400])
    expect(new Set(requests.map((request) => request.authorization['nonce_str'])).size).toBe(3)
  })

  it('gives up after three attempts with the last error', async () => {
    const { client, requests } = fakePlatform([{ status: 500, json: { code: 'SYSTEM_ERROR', message: '系统繁忙' } }])
    await expect(client.complaints.list(WINDOW)).rejects.toMatchObject({ code: 'SYSTEM_ERROR' })
    expect(requests).toHaveLength(3)
  })

  it('goes to the backup host when the main one cannot be reached, and not for an answer', async () => {
    const lost = fakePlatform([connectionError('ECONNREFUSED'), PAGE])
    await lost.client.complaints.list(WINDOW)
    expect(lost.requests.map((request) => request.url.host)).toEqual([
      'api.mch.weixin.qq.com',
      'api2.mch.weixin.qq.com',
    ])
    const busy = fakePlatform([{ status: 503, json: { code: 'SERVICE_UNAVAILABLE', message: '' } }, PAGE])
    await busy.client.complaints.list(WINDOW)
    expect(busy.requests.map((request) => request.url.host)).toEqual(['api.mch.weixin.qq.com', 'api.mch.weixin.qq.com'])
  })

  it('goes to the backup host once though repeating is switched off, when certainly nothing was sent', async () => {
    const lost = fakePlatform([connectionError('ECONNREFUSED'), PAGE], { retry: { attempts: 1 } })
    await lost.client.complaints.list(WINDOW)
    expect([lost.requests.map(({ url }) => url.host), lost.pauses]).toEqual([
      ['api.mch.weixin.qq.com', 'api2.mch.weixin.qq.com'],
      [0],
    ])
    const gone = fakePlatform([connectionError('ECONNREFUSED')], { retry: { attempts: 1 } })
    await expect(gone.client.complaints.list(WINDOW)).rejects.toMatchObject({ code: 'CONNECTION_FAILED' })
    expect(gone.requests).toHaveLength(2)
    const broken = fakePlatform([connectionError('ECONNRESET'), PAGE], { retry: { attempts: 1 } })
    await expect(broken.client.complaints.list(WINDOW)).rejects.toMatchObject({ code: 'CONNECTION_FAILED' })
    expect(broken.requests).toHaveLength(1)
  })

  it('waits as long as the platform asks, and does not wait for hours', async () => {
    const short = fakePlatform([
      { status: 429, json: { code: 'RATELIMIT_EXCEEDED', message: '' }, headers: { 'retry-after': '3' } },
      PAGE,
    ])
    await short.client.complaints.list(WINDOW)
    expect(short.pauses).toEqual([3000])
    const long = fakePlatform([
      { status: 429, json: { code: 'RATELIMIT_EXCEEDED', message: '' }, headers: { 'retry-after': '3600' } },
      PAGE,
    ])
    await expect(long.client.complaints.list(WINDOW)).rejects.toMatchObject({ status: 429, retryAfterSeconds: 3600 })
    expect(long.requests).toHaveLength(1)
  })

  it('is not repeated after a refusal for good', async () => {
    const { client, requests } = fakePlatform([{ status: 403, json: { code: 'NO_AUTH', message: '' } }])
    await expect(client.complaints.get(ID)).rejects.toMatchObject({ code: 'NO_AUTH' })
    expect(requests).toHaveLength(1)
  })

  it('is repeated once after a probe signature, and fails on the second', async () => {
    const probe = { ...PAGE, headers: { 'wechatpay-signature': 'WECHATPAY/SIGNTEST/%%%' } }
    const once = fakePlatform([probe, PAGE])
    expect((await once.client.complaints.list(WINDOW)).items).toEqual([])
    const twice = fakePlatform([probe, probe, PAGE])
    await expect(twice.client.complaints.list(WINDOW)).rejects.toMatchObject({ code: 'SIGNATURE_PROBE' })
    expect(twice.requests).toHaveLength(2)
  })

  it.each([
    ['has no signature', { ...PAGE, signed: false }, 'HEADER_MISSING'],
    ['was altered', { ...PAGE, headers: { 'wechatpay-nonce': 'other' } }, 'SIGNATURE_INVALID'],
    ['is stale', { ...PAGE, headers: { 'wechatpay-timestamp': '1554208160' } }, 'TIMESTAMP_OUT_OF_RANGE'],
    ['names an unknown key', { ...PAGE, headers: { 'wechatpay-serial': 'PUB_KEY_ID_9' } }, 'PLATFORM_KEY_UNKNOWN'],
  ])('is not believed when its answer %s', async (_, answer, code) => {
    const { client, requests } = fakePlatform([answer])
    await expect(client.complaints.list(WINDOW)).rejects.toMatchObject({ name: 'ProtocolError', code })
    expect(requests).toHaveLength(1)
  })

  it('ends with TIMEOUT when nothing comes', async () => {
    const { client, requests } = fakePlatform([hang], { timeoutMs: 5, retry: { attempts: 2 } })
    await expect(client.complaints.list(WINDOW)).rejects.toMatchObject({ name: 'TransportError', code: 'TIMEOUT' })
    expect(requests).toHaveLength(2)
  })

  it('ends with ABORTED when the caller ends it, also before it began', async () => {
    const controller = new AbortController()
    const { client, requests } = fakePlatform([
      () => {
        controller.abort()
        return new Promise(() => {})
      },
    ])
    await expect(client.complaints.list(WINDOW, { signal: controller.signal })).rejects.toMatchObject({
      code: 'ABORTED',
    })
    await expect(client.complaints.list(WINDOW, { signal: controller.signal })).rejects.toMatchObject({
      code: 'ABORTED',
    })
    expect(requests).toHaveLength(1)
  })

  it('ends with ABORTED while it waits for the first platform keys', async () => {
    const controller = new AbortController()
    const { client } = fakePlatform(
      [
        () => {
          controller.abort()
          return new Promise(() => {})
        },
      ],
      { keyring: createKeyring() },
    )
    await expect(client.complaints.list(WINDOW, { signal: controller.signal })).rejects.toMatchObject({
      code: 'ABORTED',
    })
  })

  it.each([0, -1, 1.5, Number.NaN])('refuses the limits %j', async (wrong) => {
    const { client, requests } = fakePlatform([PAGE])
    await expect(client.complaints.list(WINDOW, { timeoutMs: wrong })).rejects.toMatchObject({ field: 'timeoutMs' })
    await expect(client.complaints.list(WINDOW, { attempts: wrong })).rejects.toMatchObject({ field: 'attempts' })
    expect(requests).toEqual([])
  })

  it('that is answered with something else than JSON says so', async () => {
    const { client } = fakePlatform([{ text: 'hello' }])
    await expect(client.complaints.get(ID)).rejects.toMatchObject({ code: 'ANSWER_INVALID' })
  })

  it('that lacks the id says which field', async () => {
    const { client } = fakePlatform([{ json: { complaint_detail: 'x' } }])
    await expect(client.complaints.get(ID)).rejects.toMatchObject({ code: 'ANSWER_INVALID', field: 'complaint_id' })
  })
})

describe('a write', () => {
  const ambiguous: readonly (readonly [string, Behaviour])[] = [
    ['a broken connection', connectionError('ECONNRESET')],
    ['an error of unknown kind', new TypeError('fetch failed')],
    ['no answer in time', hang],
    ['status 500', { status: 500, json: { code: 'SYSTEM_ERROR', message: '系统繁忙' } }],
    ['a gateway page', { status: 502, text: '<html>', signed: false }],
    ['a probe signature', { headers: { 'wechatpay-signature': 'WECHATPAY/SIGNTEST/Zm9v' } }],
    ['an unsigned answer', { signed: false }],
    ['an answer beyond the size limit', { bytes: new Uint8Array(16 * 1024 * 1024 + 1), signed: false }],
  ]

  it.each(ambiguous)('is not repeated after %s: its outcome is unknown', async (_, failure) => {
    const { client, requests } = fakePlatform([failure, {}], { timeoutMs: 5 })
    const error: unknown = await client.complaints.complete(ID, COMPLETION).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(TransportError)
    expect(error).toMatchObject({ code: 'OUTCOME_UNKNOWN', remedy: expect.stringContaining('history') })
    expect(requests).toHaveLength(1)
  })

  it('says why when its answer was too large to be read', async () => {
    const { client } = fakePlatform([{ bytes: new Uint8Array(16 * 1024 * 1024 + 1), signed: false }])
    await expect(client.complaints.complete(ID, COMPLETION)).rejects.toMatchObject({
      code: 'OUTCOME_UNKNOWN',
      cause: { code: 'ANSWER_TOO_LARGE' },
    })
    await expect(client.complaints.get(ID)).rejects.toMatchObject({ code: 'ANSWER_TOO_LARGE' })
  })

  it('is repeated on the backup host when the connection was never made', async () => {
    const { client, requests } = fakePlatform([connectionError('ECONNREFUSED'), {}])
    await client.complaints.complete(ID, COMPLETION)
    expect(requests.map((request) => request.url.host)).toEqual(['api.mch.weixin.qq.com', 'api2.mch.weixin.qq.com'])
  })

  it('that was throttled is left to the caller, who paces it', async () => {
    const { client, requests } = fakePlatform([{ status: 429, json: { code: 'FREQUENCY_LIMITED', message: '' } }])
    await expect(client.complaints.complete(ID, COMPLETION)).rejects.toMatchObject({
      name: 'PlatformError',
      status: 429,
    })
    expect(requests).toHaveLength(1)
  })
})

describe('a call with an id of its own', () => {
  const unproven: Behaviour = { json: {}, signed: false }
  const busy: Behaviour = { status: 500, json: { code: 'SYSTEM_ERROR', message: '系统繁忙' } }
  const refund = {
    transactionId: '4200001',
    outRefundNo: 'R-1',
    amount: 100,
    orderAmount: 100,
  }

  it.each<readonly [string, readonly Behaviour[], number]>([
    ['broken each time', [connectionError('ECONNRESET')], 3],
    ['in time', [hang], 3],
    ['in time, then refused connections', [hang, connectionError('ECONNREFUSED')], 3],
    ['broken, then a throttled one', [connectionError('ECONNRESET'), { status: 429, json: {} }], 3],
    ['broken, then a refusal', [connectionError('ECONNRESET'), { status: 403, json: { code: 'NOT_ENOUGH' } }], 2],
    ['a fault of the platform each time', [busy], 3],
    ['unproven', [unproven], 1],
  ])('leaves its outcome open after attempts that were not answered: %s', async (_, behaviours, attempts) => {
    const { client, requests } = fakePlatform(behaviours, { timeoutMs: 5 })
    await expect(client.refunds.create(refund)).rejects.toMatchObject({
      name: 'TransportError',
      code: 'OUTCOME_UNKNOWN',
      remedy: expect.stringContaining('under the same number or id'),
      cause: expect.any(Error),
    })
    expect(requests).toHaveLength(attempts)
    expect(new Set(requests.map((request) => request.body.toString())).size).toBe(1)
  })

  it.each<readonly [string, readonly Behaviour[], string]>([
    ['no connection was made', [connectionError('ECONNREFUSED')], 'CONNECTION_FAILED'],
    ['it was throttled', [{ status: 429, json: { code: 'FREQUENCY_LIMITED' } }], 'FREQUENCY_LIMITED'],
    ['it was refused at once', [{ status: 403, json: { code: 'NOT_ENOUGH' } }], 'NOT_ENOUGH'],
    [
      'it was refused once there was a connection',
      [connectionError('ECONNREFUSED'), { status: 403, json: { code: 'NOT_ENOUGH' } }],
      'NOT_ENOUGH',
    ],
  ])('has not taken effect when %s', async (_, behaviours, code) => {
    await expect(fakePlatform(behaviours).client.refunds.create(refund)).rejects.toMatchObject({ code })
  })

  it('says that the caller ended it, also after an attempt that broke', async () => {
    const controller = new AbortController()
    const { client } = fakePlatform([
      connectionError('ECONNRESET'),
      () => {
        controller.abort()
        return new Promise(() => {})
      },
    ])
    await expect(client.refunds.create(refund, { signal: controller.signal })).rejects.toMatchObject({
      code: 'ABORTED',
      remedy: expect.stringContaining('may have taken effect'),
    })
  })

  it('is not open when it only tests the connection', async () => {
    await expect(fakePlatform([unproven]).client.echo({ message: 'hi' })).rejects.toMatchObject({
      code: 'HEADER_MISSING',
    })
  })
})

describe('hooks', () => {
  it('see each step and nothing secret', async () => {
    const { client, events, requests } = fakePlatform([{ status: 500, json: {} }, PAGE])
    await client.complaints.list(WINDOW)
    expect(events.map((event) => event.type)).toEqual(['request', 'answer', 'repeat', 'request', 'answer'])
    expect(events[1]).toMatchObject({
      call: 'list',
      attempt: 1,
      status: 500,
      requestId: '08F0-0',
      platformSerial: 'PUB_KEY_ID_0000000000000024101100397200000006',
      host: 'api.mch.weixin.qq.com',
    })
    const told = JSON.stringify(events)
    expect(told).not.toContain(requests[0]?.authorization['signature'])
    expect(told).not.toContain(requests[0]?.authorization['nonce_str'])
  })

  it('that fail do not fail the call', async () => {
    const { client } = fakePlatform([PAGE], {
      observe: () => {
        throw new Error('full disk')
      },
    })
    expect((await client.complaints.list(WINDOW)).items).toEqual([])
  })
})

describe('the base address', () => {
  it.each([
    'http://api.mch.weixin.qq.com',
    'https://api.mch.weixin.qq.com/v3',
    'https://a:b@x.com',
    'nonsense',
    'ftp://x.com',
    'https://x.com/?a',
  ])('%s is refused', (baseUrl) => {
    expect(() => fakePlatform([], { baseUrl })).toThrow(expect.objectContaining({ code: 'BASE_URL_INVALID' }))
  })

  it.each(['http://127.0.0.1:7800', 'http://localhost:7800', 'http://[::1]:7800', 'https://api.wechatpay.cn'])(
    '%s is taken',
    (baseUrl) => {
      expect(() => fakePlatform([], { baseUrl })).not.toThrow()
    },
  )

  it('may be plain http elsewhere only when that is said', () => {
    expect(() => fakePlatform([], { baseUrl: 'http://simulator:7800', allowHttp: true })).not.toThrow()
  })
})
