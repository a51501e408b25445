import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { restoreComplaintMediaId } from '../../src/index.ts'
import { fakePlatform } from '../fixtures/fake-platform.ts'
import { OAEP_CIPHERTEXT, PIXEL_BMP_HEX, TESTING_SERIAL } from '../fixtures/vectors.ts'

const ID = '200201820200101080076610000'
const textOf = (part: unknown): string => (typeof part === 'string' ? part : '')
const MERCHANT = '1900012181'
const COMPLAINT = {
  complaint_id: ID,
  complaint_time: '2015-05-20T13:29:35.120+08:00',
  complaint_detail: '反馈一个重复扣费的问题',
  complaint_state: 'PENDING',
  complainted_mchid: MERCHANT,
  complaint_order_info: [
    { transaction_id: '4200000404201909069117582536', out_trade_no: '20190906154617947762231', amount: 3 },
  ],
  complaint_full_refunded: false,
  incoming_user_response: true,
  user_complaint_times: 1,
  problem_description: '不满意商家服务',
}

describe('every request', () => {
  it('is signed by the merchant over exactly what is sent, and says what it accepts and who it is', async () => {
    const { client, requests } = fakePlatform([{ json: COMPLAINT }])
    await client.complaints.get(ID)
    const [request] = requests
    expect(request?.signatureFits).toBe(true)
    expect(request?.authorization).toMatchObject({
      mchid: MERCHANT,
      serial_no: TESTING_SERIAL,
      timestamp: '1554208460',
    })
    expect(request?.authorization['nonce_str']).toMatch(/^[0-9A-F]{32}$/)
    expect(request?.headers).toMatchObject({
      Accept: 'application/json',
      'User-Agent': expect.stringMatching(/^redress-wechatpay\//),
    })
    expect(request?.url.href).toBe(`https://api.mch.weixin.qq.com/v3/merchant-service/complaints-v2/${ID}`)
  })

  it('names the public key, so that the platform signs its answer with it', async () => {
    const { client, requests } = fakePlatform([{ json: COMPLAINT }])
    await client.complaints.get(ID)
    expect(requests[0]?.headers['Wechatpay-Serial']).toBe('PUB_KEY_ID_0000000000000024101100397200000006')
  })

  it('asks for messages in the language that was set, and names the caller as it was told', async () => {
    const { client, requests } = fakePlatform([{ json: COMPLAINT }], { acceptLanguage: 'en', userAgent: 'shop/1.0' })
    await client.complaints.get(ID)
    expect(requests[0]?.headers).toMatchObject({ 'Accept-Language': 'en', 'User-Agent': 'shop/1.0' })
    for (const userAgent of ['', 'shop\r\nX: y', '商店']) {
      expect(() => fakePlatform([], { userAgent })).toThrow(
        expect.objectContaining({ code: 'ARGUMENT_INVALID', field: 'userAgent' }),
      )
    }
  })

  it('uses another nonce each time', async () => {
    const { client, requests } = fakePlatform([{ json: COMPLAINT }])
    await client.complaints.get(ID)
    await client.complaints.get(ID)
    expect(requests[0]?.authorization['nonce_str']).not.toBe(requests[1]?.authorization['nonce_str'])
  })
})

describe('complaints', () => {
  it('lists a window and reads each complaint', async () => {
    const { client, requests } = fakePlatform([{ json: { data: [COMPLAINT], limit: 5, offset: 10 } }])
    const page = await client.complaints.list({
      beginDate: '2019-01-01',
      endDate: '2019-01-01',
      limit: 5,
      offset: 10,
      complaintedMerchantId: MERCHANT,
    })
    expect(requests[0]?.url.search).toBe(
      '?limit=5&offset=10&begin_date=2019-01-01&end_date=2019-01-01&complainted_mchid=1900012181',
    )
    expect(page).toMatchObject({ limit: 5, offset: 10, totalCount: undefined })
    expect(page.items[0]).toMatchObject({
      id: ID,
      state: 'PENDING',
      complaintedMerchantId: MERCHANT,
      complainedAt: { date: new Date('2015-05-20T05:29:35.120Z'), text: '2015-05-20T13:29:35.120+08:00' },
      orders: [{ amount: 3, outTradeNo: '20190906154617947762231', transactionId: '4200000404201909069117582536' }],
      awaitingReply: true,
      inPlatformService: false,
    })
    expect(page.items[0]?.raw).toEqual(COMPLAINT)
  })

  it('takes a page without data for an empty one', async () => {
    const { client } = fakePlatform([{ json: { limit: 10, offset: 0, total_count: 0 } }])
    expect(await client.complaints.list({ beginDate: '2019-01-01', endDate: '2019-01-31' })).toMatchObject({
      items: [],
      totalCount: 0,
    })
  })

  it('reads the negotiation history and always says how much it wants', async () => {
    const entry = {
      log_id: '300285320210322170000071077',
      operator: '投诉人',
      operate_time: '2026-01-22T17:00:00+08:00',
      operate_type: 'MERCHANT_REFUSE_RERUND',
      operate_details: 'no',
      image_list: ['https://qpic.cn/x'],
    }
    const { client, requests } = fakePlatform([{ json: { data: [entry], limit: 100, offset: 0, total_count: 1 } }])
    const page = await client.complaints.history(ID)
    expect(requests.map((request) => request.url.pathname + request.url.search)).toEqual([
      `/v3/merchant-service/complaints-v2/${ID}/negotiation-historys?limit=100`,
    ])
    expect(page.items[0]).toMatchObject({
      action: 'MERCHANT_REFUSE_REFUND',
      wireAction: 'MERCHANT_REFUSE_RERUND',
      details: 'no',
      imageUrls: ['https://qpic.cn/x'],
      media: [],
    })
  })

  it('replies with everything a reply can hold, and reads nothing from 204', async () => {
    const { client, requests } = fakePlatform([{}])
    const reply = {
      complaintedMerchantId: MERCHANT,
      content: '已与用户沟通解决',
      images: [restoreComplaintMediaId('file23578_21798531.jpg')],
      jumpUrl: 'https://www.xxx.com/notify',
      jumpUrlText: '查看订单',
      miniProgram: { appId: 'wx0123456789abcdef', path: 'pages/index', text: '小程序' },
    }
    expect(await client.complaints.reply(ID, reply)).toBeUndefined()
    expect(JSON.parse(String(requests[0]?.body))).toEqual({
      complainted_mchid: MERCHANT,
      response_content: '已与用户沟通解决',
      response_images: ['file23578_21798531.jpg'],
      jump_url: 'https://www.xxx.com/notify',
      jump_url_text: '查看订单',
      mini_program_jump_info: { appid: 'wx0123456789abcdef', path: 'pages/index', text: '小程序' },
    })
    expect(requests[0]?.signatureFits).toBe(true)
  })

  it('leaves out what was not given, and never sends null', async () => {
    const { client, requests } = fakePlatform([{}])
    await client.complaints.reply(ID, { complaintedMerchantId: MERCHANT, content: 'ok', images: [] })
    expect(String(requests[0]?.body)).toBe('{"complainted_mchid":"1900012181","response_content":"ok"}')
  })

  it('completes', async () => {
    const { client, requests } = fakePlatform([{}])
    await client.complaints.complete(ID, { complaintedMerchantId: MERCHANT })
    expect(requests[0]).toMatchObject({ method: 'POST', signatureFits: true })
    expect(requests[0]?.url.pathname).toBe(`/v3/merchant-service/complaints-v2/${ID}/complete`)
    expect(String(requests[0]?.body)).toBe('{"complainted_mchid":"1900012181"}')
  })
})

describe('bad arguments', () => {
  const refused: readonly (readonly [
    string,
    string,
    (client: ReturnType<typeof fakePlatform>['client']) => Promise<unknown>,
  ])[] = [
    [
      'a date that is no day',
      'beginDate',
      (c) => c.complaints.list({ beginDate: '2025-02-29', endDate: '2025-03-01' }),
    ],
    [
      'a date in another spelling',
      'endDate',
      (c) => c.complaints.list({ beginDate: '2025-03-01', endDate: '2025-3-2' }),
    ],
    [
      'an end before the beginning',
      'endDate',
      (c) => c.complaints.list({ beginDate: '2025-03-02', endDate: '2025-03-01' }),
    ],
    ['a window of 31 days', 'endDate', (c) => c.complaints.list({ beginDate: '2025-03-01', endDate: '2025-04-01' })],
    ['a limit of 51', 'limit', (c) => c.complaints.list({ beginDate: '2025-03-01', endDate: '2025-03-31', limit: 51 })],
    ['a limit of 0', 'limit', (c) => c.complaints.list({ beginDate: '2025-03-01', endDate: '2025-03-31', limit: 0 })],
    [
      'a negative offset',
      'offset',
      (c) => c.complaints.list({ beginDate: '2025-03-01', endDate: '2025-03-31', offset: -1 }),
    ],
    ['a history limit of 301', 'limit', (c) => c.complaints.history(ID, { limit: 301 })],
    ['an empty id', 'complaintId', (c) => c.complaints.get('')],
    ['an id that climbs the path', 'complaintId', (c) => c.complaints.get('..')],
    ['an id of 65 characters', 'complaintId', (c) => c.complaints.get('1'.repeat(65))],
    ['an empty reply', 'content', (c) => c.complaints.reply(ID, { complaintedMerchantId: MERCHANT, content: '' })],
    [
      'a reply of 501 characters',
      'content',
      (c) => c.complaints.reply(ID, { complaintedMerchantId: MERCHANT, content: '字'.repeat(501) }),
    ],
    ['an emoji', 'content', (c) => c.complaints.reply(ID, { complaintedMerchantId: MERCHANT, content: 'sorry 🙏' })],
    [
      'five pictures',
      'images',
      (c) =>
        c.complaints.reply(ID, {
          complaintedMerchantId: MERCHANT,
          content: 'a',
          images: Array.from({ length: 5 }, () => restoreComplaintMediaId('m')),
        }),
    ],
    [
      'a link without caption',
      'jumpUrlText',
      (c) => c.complaints.reply(ID, { complaintedMerchantId: MERCHANT, content: 'a', jumpUrl: 'https://x.com' }),
    ],
    [
      'a caption without link',
      'jumpUrl',
      (c) => c.complaints.reply(ID, { complaintedMerchantId: MERCHANT, content: 'a', jumpUrlText: 'x' }),
    ],
    [
      'an http link',
      'jumpUrl',
      (c) =>
        c.complaints.reply(ID, {
          complaintedMerchantId: MERCHANT,
          content: 'a',
          jumpUrl: 'http://x.com',
          jumpUrlText: 'x',
        }),
    ],
    [
      'a caption of 11 characters',
      'jumpUrlText',
      (c) =>
        c.complaints.reply(ID, {
          complaintedMerchantId: MERCHANT,
          content: 'a',
          jumpUrl: 'https://x.com',
          jumpUrlText: 'x'.repeat(11),
        }),
    ],
    [
      'a merchant that is no number',
      'complaintedMerchantId',
      (c) => c.complaints.complete(ID, { complaintedMerchantId: 'shop' }),
    ],
    ['an http notification address', 'url', (c) => c.notificationUrl.create('http://shop.example/callbacks')],
    [
      'a notification address with a query',
      'url',
      (c) => c.notificationUrl.update('https://shop.example/callbacks?merchant=1'),
    ],
    ['a notification address in Chinese', 'url', (c) => c.notificationUrl.create('https://商店.example/callbacks')],
    [
      'a notification address of 256 characters',
      'url',
      (c) => c.notificationUrl.create(`https://shop.example/${'x'.repeat(235)}`),
    ],
  ]

  it.each(refused)('%s is refused by the name of the field %s, and nothing is sent', async (_, field, act) => {
    const { client, requests } = fakePlatform([{ json: {} }])
    await expect(act(client)).rejects.toMatchObject({
      name: 'ProtocolError',
      code: 'ARGUMENT_INVALID',
      field,
      remedy: expect.stringMatching(/\S/),
    })
    expect(requests).toEqual([])
  })

  it('lets the longest reply through: 500 characters count, not bytes', async () => {
    const { client, requests } = fakePlatform([{}])
    await client.complaints.reply(ID, { complaintedMerchantId: MERCHANT, content: '字'.repeat(500) })
    expect(requests).toHaveLength(1)
  })
})

describe('the notification address', () => {
  const ADDRESS = 'https://www.xxx.com/notify'

  it.each([
    ['create', 'POST', ADDRESS],
    ['update', 'PUT', ADDRESS],
  ] as const)('%s sends the address by %s', async (name, method, url) => {
    const { client, requests } = fakePlatform([{ json: { mchid: MERCHANT, url } }])
    expect(await client.notificationUrl[name](url)).toEqual({ merchantId: MERCHANT, url })
    expect(requests[0]).toMatchObject({ method, signatureFits: true })
    expect(String(requests[0]?.body)).toBe('{"url":"https://www.xxx.com/notify"}')
  })

  it('is read, and is undefined when none is set, whichever way the platform says so', async () => {
    const set = fakePlatform([{ json: { mchid: MERCHANT, url: ADDRESS } }])
    expect(await set.client.notificationUrl.get()).toEqual({ merchantId: MERCHANT, url: ADDRESS })
    for (const answer of [
      { status: 400, json: { code: 'RESOURCE_NOT_EXISTS', message: 'none' } },
      { status: 404, json: { code: 'RESOURCE_NOT_EXISTS', message: 'none' } },
      { status: 400, json: { code: 'INVALID_REQUEST', message: 'none' }, headers: { 'request-id': '08F0-268435456' } },
    ]) {
      expect(await fakePlatform([answer]).client.notificationUrl.get()).toBeUndefined()
    }
  })

  it('is deleted without a body', async () => {
    const { client, requests } = fakePlatform([{}])
    expect(await client.notificationUrl.delete()).toBeUndefined()
    expect(requests[0]).toMatchObject({ method: 'DELETE', signatureFits: true, body: Buffer.alloc(0) })
    expect(requests[0]?.headers).not.toHaveProperty('Content-Type')
  })
})

describe('pictures', () => {
  const pixel = Buffer.from(PIXEL_BMP_HEX, 'hex')

  it('are uploaded in two parts, of which the signature covers the first', async () => {
    const { client, requests } = fakePlatform([{ json: { media_id: 'BB04A5DEEFEA18D4F2554C1EDD3B610B.bmp' } }])
    expect(await client.images.upload({ fileName: 'pixel.bmp', bytes: pixel })).toBe(
      'BB04A5DEEFEA18D4F2554C1EDD3B610B.bmp',
    )
    expect(requests[0]?.signatureFits).toBe(true)
    const form = await new Response(new Uint8Array(requests[0]?.body ?? []), {
      headers: { 'content-type': requests[0]?.headers['Content-Type'] ?? '' },
    }).formData()
    const file = form.get('file')
    expect(JSON.parse(textOf(form.get('meta')))).toEqual({
      filename: 'pixel.bmp',
      sha256: 'f7cbd816abfb19030d23b8de5435d0141443665a81ed5ba12114c70b5f53b610',
    })
    expect(file).toMatchObject({ name: 'pixel.bmp', type: 'image/bmp' })
    expect(Buffer.from(await new Response(file).arrayBuffer()).equals(pixel)).toBe(true)
  })

  it.each([
    ['截图 1.BMP', '_1.bmp'],
    ['../../etc/passwd', 'passwd.bmp'],
    ['a"b\r\nc.png', 'a_b_c.bmp'],
    ['', 'image.bmp'],
    [`${'x'.repeat(300)}.bmp`, `${'x'.repeat(120)}.bmp`],
  ])('get a name that is the same in both parts and safe: %j', async (fileName, safe) => {
    const { client, requests } = fakePlatform([{ json: { media_id: 'm' } }])
    await client.images.upload({ fileName, bytes: pixel })
    expect(String(requests[0]?.body)).toContain(`filename="${safe.replace(/^_/, '')}"`)
    expect(String(requests[0]?.body)).toContain(`"filename":"${safe.replace(/^_/, '')}"`)
  })

  it.each([
    ['a GIF', Buffer.from('GIF89a....')],
    ['nothing', Buffer.alloc(0)],
    ['more than 2 MB', Buffer.concat([pixel, Buffer.alloc(2 * 1024 * 1024)])],
  ])('that are %s are refused before sending', async (_, bytes) => {
    const { client, requests } = fakePlatform([{ json: { media_id: 'm' } }])
    await expect(client.images.upload({ fileName: 'a.png', bytes })).rejects.toMatchObject({ code: 'IMAGE_INVALID' })
    expect(requests).toEqual([])
  })

  it('are downloaded as bytes, signed by their path as given, without any signature on the answer', async () => {
    const path = '/v3/merchant-service/images/ChsyMDAwMDAwMjAyNDExMDgxNTAyMjQ4MTU1MTgYBSCIk8y5BigBMAE4AQ%3D%3D'
    const { client, requests } = fakePlatform([
      { bytes: pixel, signed: false, headers: { 'content-type': 'image/bmp' } },
    ])
    const image = await client.images.download(`https://api.mch.weixin.qq.com${path}`)
    expect(Buffer.from(image.bytes).equals(pixel)).toBe(true)
    expect(image).toMatchObject({ contentType: 'image/bmp', sha256: createHash('sha256').update(pixel).digest('hex') })
    expect(requests[0]?.url.pathname).toBe(path)
    expect(requests[0]).toMatchObject({ signatureFits: true, headers: { Accept: '*/*' } })
  })

  it('on another host are fetched without our signature', async () => {
    const { client, requests } = fakePlatform([{ bytes: pixel, signed: false }])
    await client.images.download('https://qpic.cn/wsj/abc?x=1')
    expect(requests[0]?.headers).not.toHaveProperty('Authorization')
    expect(requests[0]?.url.href).toBe('https://qpic.cn/wsj/abc?x=1')
  })

  it('at the platform are fetched from the configured host', async () => {
    const { client, requests } = fakePlatform([{ bytes: pixel, signed: false }], { baseUrl: 'http://127.0.0.1:7800' })
    await client.images.download('https://api.mch.weixin.qq.com/v3/merchant-service/images/abc')
    expect(requests[0]?.url.href).toBe('http://127.0.0.1:7800/v3/merchant-service/images/abc')
  })

  it.each(['not a url', 'http://qpic.cn/x', 'ftp://qpic.cn/x', 'https://user:pass@qpic.cn/x', 'file:///etc/passwd'])(
    'are not fetched from %j',
    async (mediaUrl) => {
      const { client, requests } = fakePlatform([{ bytes: pixel, signed: false }])
      await expect(client.images.download(mediaUrl)).rejects.toMatchObject({
        code: 'MEDIA_URL_INVALID',
        field: 'mediaUrl',
      })
      expect(requests).toEqual([])
    },
  )

  it('larger than the limit are cut off', async () => {
    const { client } = fakePlatform([{ bytes: pixel, signed: false }])
    await expect(client.images.download('https://qpic.cn/x', { maxBytes: 57 })).rejects.toMatchObject({
      code: 'ANSWER_TOO_LARGE',
    })
  })
})

it('opens the phone number of the payer', () => {
  expect(fakePlatform([{}]).client.decrypt(OAEP_CIPHERTEXT)).toBe('plaintext')
})
