import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSimulator, type Simulator } from '../src/index.ts'
import { type Caller, type CallOptions, createCaller } from './support/caller.ts'
import { PIXEL } from './vectors.ts'

const SHOP = '1900000001'
const STRANGER = '1900000002'
const PARTNER = '1800000001'
const NOW = new Date('2026-01-20T04:00:00Z')
const LIST = '/v3/merchant-service/complaints-v2'
const DATES = 'begin_date=2026-01-01&end_date=2026-01-20'

let simulator: Simulator
let shop: Caller
let stranger: Caller
let partner: Caller
beforeAll(async () => {
  simulator = await createSimulator({
    seed: 'refusals',
    clock: 'manual',
    now: NOW,
    merchants: [{ mchid: SHOP, partnerMchid: PARTNER }, { mchid: STRANGER }],
  })
  shop = createCaller(simulator, SHOP)
  stranger = createCaller(simulator, STRANGER)
  partner = createCaller(simulator, PARTNER)
})
afterAll(() => simulator.close())

const file = async (): Promise<string> =>
  (await simulator.fileComplaint({ mchid: SHOP, detail: '少送一杯' })).complaintId
const replyTo = (id: string): string => `${LIST}/${id}/response`

describe('who is calling', () => {
  it.each<[string, CallOptions, number, string, string]>([
    ['no User-Agent', { headers: { 'User-Agent': ' ' } }, 400, 'INVALID_REQUEST', '268435461'],
    ['no Accept', { headers: { Accept: ' ' } }, 400, 'INVALID_REQUEST', '268435461'],
    ['no Authorization', { headers: { Authorization: undefined } }, 401, 'SIGN_ERROR', '268443699'],
    ['another scheme', { scheme: 'WECHATPAY2-SHA256-RSA4096' }, 401, 'SIGN_ERROR', '268443699'],
    [
      'a value missing',
      { headers: { Authorization: `WECHATPAY2-SHA256-RSA2048 mchid="${SHOP}"` } },
      401,
      'SIGN_ERROR',
      '268443699',
    ],
    ['an unknown merchant', { mchid: '1999999999' }, 401, 'SIGN_ERROR', '268443699'],
    ['an unknown serial', { serialNo: 'A'.repeat(40) }, 401, 'SIGN_ERROR', '268443699'],
    ['a clock 301 s behind', { timestamp: NOW.getTime() / 1000 - 301 }, 401, 'SIGN_ERROR', '268443699'],
    ['a clock 301 s ahead', { timestamp: NOW.getTime() / 1000 + 301 }, 401, 'SIGN_ERROR', '268443699'],
    ['milliseconds for seconds', { timestamp: NOW.getTime() }, 401, 'SIGN_ERROR', '268443699'],
    ['a foreign platform key', { headers: { 'Wechatpay-Serial': 'F'.repeat(40) } }, 400, 'PARAM_ERROR', '268435461'],
  ])('refuses %s', async (_what, options, status, code, numeric) => {
    const answer = await shop.get(`${LIST}?${DATES}`, options)
    expect(answer).toMatchObject({ status, json: { code } })
    expect(answer.headers.get('Request-ID')).toMatch(new RegExp(`^[0-9A-F]{32}-${numeric}$`))
    expect(answer.headers.get('Wechatpay-Signature')).not.toBeNull()
  })

  it.each([-300, 300])('accepts a clock that is off by %i s', async (off) => {
    expect((await shop.get(`${LIST}?${DATES}`, { timestamp: NOW.getTime() / 1000 + off })).status).toBe(200)
  })

  it('accepts the serial of its platform certificate', async () => {
    const serial = shop.credentials.platform.certificates[0]?.serialNo
    const answer = await shop.get(`${LIST}?${DATES}`, { headers: { 'Wechatpay-Serial': serial } })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('Wechatpay-Serial')).toBe(serial)
  })

  it('says what it expected to be signed when a body was changed after signing', async () => {
    const path = `${LIST}/${await file()}/complete`
    const answer = await shop.post(path, { complainted_mchid: SHOP }, { sentBody: `{ "complainted_mchid":"${SHOP}"}` })
    expect(answer.status).toBe(401)
    expect(answer.json.detail).toMatchObject({
      detail: { issue: 'sign not match' },
      field: 'signature',
      location: 'authorization',
      sign_information: { method: 'POST', url: path, sign_message_length: expect.any(Number) },
    })
  })

  it.each([
    ['a short one', 42, 42],
    ['one of 64 characters', 'x'.repeat(64), 'x'.repeat(64)],
    ['a longer one', 'x'.repeat(65), undefined],
    ['a list', [1], undefined],
    ['an object', {}, undefined],
  ])('says back a refused value when it is a short scalar: %s', async (_what, given, value) => {
    const answer = await shop.post('/v3/refund/domestic/refunds', {
      transaction_id: '42',
      out_refund_no: 'R-1',
      funds_account: given,
      amount: { refund: 1, total: 1, currency: 'CNY' },
    })
    expect(answer).toMatchObject({ status: 400, json: { code: 'PARAM_ERROR' } })
    expect(answer.json.detail.value).toBe(value)
  })

  it('refuses what is nested twenty thousand deep like any other wrong type', async () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`
    const answer = await shop.post(replyTo(await file()), `{"complainted_mchid":${deep},"response_content":"好"}`)
    expect(answer).toMatchObject({ status: 400, json: { code: 'PARAM_ERROR' } })
    expect(answer.headers.get('Wechatpay-Signature')).not.toBeNull()
  })

  it('speaks Chinese unless asked for English', async () => {
    const answer = await shop.get(LIST, { language: 'zh-CN', headers: { Authorization: undefined } })
    expect(answer.json.message).toContain('签名规则')
    expect(answer.headers.get('Content-Language')).toBe('zh-CN')
  })
})

describe('what is asked for', () => {
  it.each(['/v3/merchant-service/complaints', '/v3/none', `${LIST}/1/2/3/4`])('knows no %s', async (path) => {
    expect(await shop.get(path)).toMatchObject({ status: 404, json: { code: 'NOT_FOUND' } })
  })

  it.each([
    ['begin_date', 'end_date=2026-01-20'],
    ['end_date', 'begin_date=2026-01-20'],
    ['begin_date', 'begin_date=2026-1-2&end_date=2026-01-20'],
    ['begin_date', 'begin_date=2026-02-30&end_date=2026-03-02'],
    ['end_date', 'begin_date=2026-01-20&end_date=2026-01-19'],
    ['end_date', 'begin_date=2025-12-20&end_date=2026-01-20'],
    ['limit', `${DATES}&limit=0`],
    ['limit', `${DATES}&limit=51`],
    ['limit', `${DATES}&limit=ten`],
    ['offset', `${DATES}&offset=-1`],
  ])('refuses a list whose %s is wrong: %s', async (field, query) => {
    const answer = await shop.get(`${LIST}?${query}`)
    expect(answer).toMatchObject({ status: 400, json: { code: 'PARAM_ERROR', detail: { field, location: 'query' } } })
  })

  it('takes a span of exactly thirty days', async () => {
    expect((await shop.get(`${LIST}?begin_date=2025-12-21&end_date=2026-01-20`)).status).toBe(200)
  })

  it.each([
    [
      'unknown field',
      { complainted_mchid: SHOP, response_content: 'x', complaint_id: '1' },
      'PARAM_ERROR',
      '/body/complaint_id',
    ],
    [
      'number for text',
      { complainted_mchid: 1900000001, response_content: 'x' },
      'PARAM_ERROR',
      '/body/complainted_mchid',
    ],
    ['null', { complainted_mchid: SHOP, response_content: null }, 'PARAM_ERROR', '/body/response_content'],
    ['missing', { complainted_mchid: SHOP }, 'PARAM_ERROR', '/body/response_content'],
    [
      '501 characters',
      { complainted_mchid: SHOP, response_content: '字'.repeat(501) },
      'PARAM_ERROR',
      '/body/response_content',
    ],
    ['an emoji', { complainted_mchid: SHOP, response_content: '好的😀' }, 'INVALID_REQUEST', undefined],
    [
      'five pictures',
      { complainted_mchid: SHOP, response_content: 'x', response_images: ['a', 'b', 'c', 'd', 'e'] },
      'PARAM_ERROR',
      '/body/response_images',
    ],
    [
      'a picture never uploaded',
      { complainted_mchid: SHOP, response_content: 'x', response_images: ['A.bmp'] },
      'PARAM_ERROR',
      '/body/response_images/0',
    ],
    [
      'an http link',
      { complainted_mchid: SHOP, response_content: 'x', jump_url: 'http://a.cn', jump_url_text: 'x' },
      'PARAM_ERROR',
      '/body/jump_url',
    ],
    [
      'a link without words',
      { complainted_mchid: SHOP, response_content: 'x', jump_url: 'https://a.cn' },
      'PARAM_ERROR',
      '/body/jump_url_text',
    ],
    [
      'words without a link',
      { complainted_mchid: SHOP, response_content: 'x', jump_url_text: 'x' },
      'PARAM_ERROR',
      '/body/jump_url',
    ],
    [
      'a caption of 11',
      {
        complainted_mchid: SHOP,
        response_content: 'x',
        jump_url: 'https://a.cn',
        jump_url_text: '一二三四五六七八九十一',
      },
      'PARAM_ERROR',
      '/body/jump_url_text',
    ],
  ])('refuses a reply with %s', async (_what, body, code, field) => {
    const id = await file()
    const answer = await shop.post(replyTo(id), body)
    expect(answer).toMatchObject({
      status: 400,
      json: { code, ...(field === undefined ? {} : { detail: { field, location: 'body' } }) },
    })
    expect(simulator.complaint(id).state).toBe('PENDING')
  })

  it('counts characters, not bytes: 500 Chinese ones are fine', async () => {
    const id = await file()
    expect((await shop.post(replyTo(id), { complainted_mchid: SHOP, response_content: '字'.repeat(500) })).status).toBe(
      204,
    )
  })

  it('refuses bytes that are no UTF-8, and text that is no JSON', async () => {
    const id = await file()
    expect(await shop.post(replyTo(id), '{"complainted_mchid":')).toMatchObject({
      status: 400,
      json: { code: 'PARAM_ERROR' },
    })
    const answer = await shop.post(replyTo(id), '{}', { headers: { 'Content-Type': 'text/plain' } })
    expect(answer).toMatchObject({ status: 400, json: { code: 'INVALID_REQUEST' } })
  })
})

describe('who may', () => {
  it('shows nothing to a stranger, and all to the partner', async () => {
    const id = await file()
    expect(await stranger.get(`${LIST}/${id}`)).toMatchObject({ status: 403, json: { code: 'NO_AUTH' } })
    expect((await partner.get(`${LIST}/${id}`)).json.complaint_id).toBe(id)
    expect((await partner.get(`${LIST}?${DATES}`)).json.total_count).toBeGreaterThan(0)
    expect((await partner.get(`${LIST}?${DATES}&complainted_mchid=${PARTNER}`)).json.total_count).toBe(0)
    expect((await stranger.get(`${LIST}?${DATES}`)).json).toMatchObject({ data: [], total_count: 0 })
  })

  it('refuses a filter for a merchant that is not under the caller', async () => {
    const answer = await stranger.get(`${LIST}?${DATES}&complainted_mchid=${SHOP}`)
    expect(answer).toMatchObject({ status: 403, json: { code: 'NO_AUTH' } })
    expect(answer.headers.get('Request-ID')).toMatch(/-270701078$/)
  })

  it('refuses a reply in the name of another merchant', async () => {
    const answer = await shop.post(
      replyTo(await file()),
      { complainted_mchid: STRANGER, response_content: 'x' },
      { language: 'zh-CN' },
    )
    expect(answer.status).toBe(403)
    expect(answer.json.message).toMatch(/^您暂无权限为该投诉单提交商户回复/)
  })

  it('refuses an unknown complaint', async () => {
    expect(await shop.get(`${LIST}/200000020260120000000000000`)).toMatchObject({
      status: 400,
      json: { code: 'INVALID_REQUEST' },
    })
  })

  it('lets the partner reply and complete', async () => {
    const id = await file()
    expect((await partner.post(replyTo(id), { complainted_mchid: SHOP, response_content: '处理中' })).status).toBe(204)
    expect((await partner.post(`${LIST}/${id}/complete`, { complainted_mchid: SHOP })).status).toBe(204)
  })

  it('encrypts the phone number for whoever asks', async () => {
    const id = await file()
    const seen = await Promise.all([shop.get(`${LIST}/${id}`), partner.get(`${LIST}/${id}`)])
    expect(seen[0]?.json.payer_phone).toHaveLength(344)
    expect(seen[0]?.json.payer_phone).not.toBe(seen[1]?.json.payer_phone)
  })
})

describe('what the state forbids', () => {
  it('completes once', async () => {
    const path = `${LIST}/${await file()}/complete`
    expect((await shop.post(path, { complainted_mchid: SHOP })).status).toBe(204)
    const again = await shop.post(path, { complainted_mchid: SHOP })
    expect(again).toMatchObject({ status: 400, json: { code: 'INVALID_REQUEST' } })
    expect(again.headers.get('Request-ID')).toMatch(/-268440133$/)
  })
})

describe('pictures', () => {
  it.each([
    ['a wrong digest', 'a.bmp', { meta: { sha256: '0'.repeat(64) } }, 400, 'PARAM_ERROR'],
    ['a gif by name', 'a.gif', {}, 400, 'PARAM_ERROR'],
    ['a name that ends in jpeg', 'a.jpeg', {}, 400, 'PARAM_ERROR'],
    ['an extra field', 'a.bmp', { meta: { size: 58 } }, 400, 'PARAM_ERROR'],
    ['no file', 'a.bmp', { parts: 'no-file' as const }, 400, 'PARAM_ERROR'],
    ['the whole form signed', 'a.bmp', { signed: 'form' as const }, 401, 'SIGN_ERROR'],
    ['no meta', 'a.bmp', { parts: 'no-meta' as const }, 401, 'SIGN_ERROR'],
  ])('refuses an upload with %s', async (_what, name, change, status, code) => {
    expect(await shop.upload(name, PIXEL, change)).toMatchObject({ status, json: { code } })
  })

  it('refuses more than 2 MB and what is no picture', async () => {
    const large = Buffer.concat([PIXEL, Buffer.alloc(2 * 1024 * 1024)])
    expect(await shop.upload('a.bmp', large)).toMatchObject({ status: 400, json: { code: 'PARAM_ERROR' } })
    expect(await shop.upload('a.bmp', Buffer.from('text'))).toMatchObject({
      status: 400,
      json: { code: 'PARAM_ERROR' },
    })
  })

  it('does not give back what was uploaded, nor a picture of others, nor one whose id is encoded twice', async () => {
    const { json } = await shop.upload('a.bmp', PIXEL)
    expect((await shop.get(`/v3/merchant-service/images/${json.media_id}`)).status).toBe(400)
    const filed = await simulator.fileComplaint({ mchid: SHOP, detail: '图', images: [PIXEL] })
    const detail = await shop.get(`${LIST}/${filed.complaintId}`)
    const path = new URL(detail.json.complaint_media_list[0].media_url[0]).pathname
    expect((await shop.get(path, { headers: { Accept: '*/*' } })).status).toBe(200)
    expect((await stranger.get(path)).status).toBe(400)
    expect((await shop.get(path.replaceAll('%', '%25'))).status).toBe(400)
  })
})

describe('the notification address', () => {
  it('is refused a second time, and cannot be changed or deleted before it is set', async () => {
    await using own = await createSimulator({ merchants: [{ mchid: SHOP }], allowLocalNotificationUrls: false })
    const caller = createCaller(own, SHOP)
    const path = '/v3/merchant-service/complaint-notifications'
    const url = 'https://www.example.com/a'
    for (const answer of [await caller.get(path), await caller.put(path, { url }), await caller.delete(path)]) {
      expect(answer).toMatchObject({ status: 400, json: { code: 'RESOURCE_NOT_EXISTS' } })
      expect(answer.headers.get('Request-ID')).toMatch(/-268435456$/)
    }
    expect((await caller.post(path, { url })).status).toBe(200)
    const again = await caller.post(path, { url })
    expect(again).toMatchObject({ status: 400, json: { code: 'INVALID_REQUEST' } })
    expect(again.headers.get('Request-ID')).toMatch(/-268435484$/)

    for (const bad of [
      'http://www.example.com/a',
      'https://localhost/a',
      'https://127.0.0.1/a',
      'https://10.1.2.3/a',
      'https://192.168.1.1/a',
      'https://shop/a',
      'https://www.example.com/a?b=1',
      'https://商户.中国/a',
      `https://www.example.com/${'a'.repeat(240)}`,
      'not an address',
      ' https://www.example.com/a',
      'https://www.example.com/a\t',
      'https://www.exa\nmple.com/a',
    ]) {
      expect(await caller.put(path, { url: bad })).toMatchObject({ status: 400, json: { code: 'PARAM_ERROR' } })
    }
    expect((await caller.delete(path)).status).toBe(204)
  })
})
