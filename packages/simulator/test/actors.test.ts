import { createPrivateKey, X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openAesGcm } from '../src/crypto/aead.ts'
import { decryptWith, encryptFor } from '../src/crypto/sensitive.ts'
import { createSimulator, type Simulator } from '../src/index.ts'
import { publicKeyShare } from '../src/pki/platform-signer.ts'
import { type Caller, createCaller } from './support/caller.ts'
import { setupReceiver } from './support/receiver.ts'
import { PIXEL } from './vectors.ts'

const SHOP = '1900000001'
const COMPLAINTS = '/v3/merchant-service/complaints-v2'
const REFUNDS = '/v3/refund/domestic/refunds'
const EXAMPLE_BLOCKS = (mediaId: string) => ({
  sender_identity: 'MACHINE',
  custom_data: 'case-42',
  blocks: [
    { type: 'TEXT', text: { text: '请选择', color: 'DEFAULT', is_bold: true } },
    { type: 'IMAGE', image: { media_id: mediaId, image_style_type: 'IMAGE_STYLE_TYPE_NARROW' } },
    {
      type: 'LINK',
      link: {
        text: '订单页',
        action: { action_type: 'ACTION_TYPE_JUMP_URL', jump_url: 'https://www.example.com/o/1', action_id: 'a1' },
        invalid_info: { expired_time: '2026-02-01T00:00:00+08:00', multi_clickable: true },
      },
    },
    {
      type: 'BUTTON_GROUP',
      button_group: {
        button_layout: 'LAYOUT_HORIZONTAL',
        buttons: [
          {
            text: '已解决',
            action: { action_type: 'ACTION_TYPE_SEND_MESSAGE', message_info: { content: '已解决' }, action_id: 'a4' },
          },
          {
            text: '未解决',
            action: { action_type: 'ACTION_TYPE_SEND_MESSAGE', message_info: { content: '未解决' }, action_id: 'a5' },
          },
        ],
        invalid_info: { multi_clickable: false },
      },
    },
  ],
})

let simulator: Simulator
let shop: Caller
beforeAll(async () => {
  simulator = await createSimulator({ seed: 'actors', clock: 'manual', now: new Date('2026-01-20T04:00:00Z') })
  shop = createCaller(simulator, SHOP)
})
beforeEach(async () => {
  await simulator.reset()
  simulator.setSwitches({
    refundArrivesAfter: 30,
    refundTicket: 'problem-type',
    probeRate: 0,
    rateLimits: 'off',
    entrustedRefundAfter: 72,
  })
})
afterAll(() => simulator.close())

const file = async (more: object = {}): Promise<string> =>
  (await simulator.fileComplaint({ mchid: SHOP, detail: '少送一杯', amount: 1000, ...more })).complaintId
const typesOf = (id: string): string[] => simulator.complaint(id).history.map((entry) => entry.operateType)

describe('immediate service', () => {
  const replyTo = (id: string, body: object) => shop.post(`${COMPLAINTS}/${id}/response-immediate-service`, body)

  it('sends a block message once per idempotent id, and a click comes back', async () => {
    const id = await file({ needImmediateService: true })
    const { json: uploaded } = await shop.upload('a.bmp', PIXEL)
    const body = { complainted_mchid: SHOP, idempotent_id: 'u-1', message: EXAMPLE_BLOCKS(uploaded.media_id) }
    const first = await replyTo(id, body)
    expect(first).toMatchObject({ status: 200, json: { log_id: expect.stringMatching(/^\d{27}$/) } })
    expect((await replyTo(id, body)).json).toEqual(first.json)
    expect(simulator.complaint(id).state).toBe('PROCESSING')

    const logId: string = first.json.log_id
    await simulator.click(id, { logId, actionId: 'a4' })
    await expect(simulator.click(id, { logId, actionId: 'a4' })).rejects.toMatchObject({ code: 'STATE_CONFLICT' })
    await expect(simulator.click(id, { logId, actionId: 'zz' })).rejects.toMatchObject({ field: '/actionId' })
    await simulator.click(id, { logId, actionId: 'a1' })
    const { json: history } = await shop.get(`${COMPLAINTS}/${id}/negotiation-historys`)
    expect(history.data.map((entry: { operate_type: string }) => entry.operate_type).slice(0, 2)).toEqual([
      'USER_CLICK_RESPONSE',
      'MERCHANT_RESPONSE',
    ])
    expect(history.data[0].click_message).toEqual({ message_content: '已解决', action_id: 'a4', clicked_log_id: logId })
    expect(history.data[1].normal_message).toEqual(body.message)
    expect((await shop.get(`${COMPLAINTS}/${id}`)).json).toMatchObject({
      incoming_user_response: true,
      need_immediate_service: true,
    })
  })

  it.each<[string, object, object, string]>([
    ['a ticket that needs none', { needImmediateService: false }, {}, 'INVALID_REQUEST'],
    ['no idempotent id', { needImmediateService: true }, { idempotent_id: undefined }, 'PARAM_ERROR'],
    ['an id of 129', { needImmediateService: true }, { idempotent_id: 'x'.repeat(129) }, 'PARAM_ERROR'],
    ['an unknown block', { needImmediateService: true }, { message: { blocks: [{ type: 'VIDEO' }] } }, 'PARAM_ERROR'],
    [
      'a picture never uploaded',
      { needImmediateService: true },
      { message: { blocks: [{ type: 'IMAGE', image: { media_id: 'x' } }] } },
      'PARAM_ERROR',
    ],
    [
      'an unknown field',
      { needImmediateService: true },
      { message: { blocks: [{ type: 'TEXT', txt: {} }] } },
      'PARAM_ERROR',
    ],
  ])('refuses %s', async (_what, ticket, change, code) => {
    const body = { complainted_mchid: SHOP, idempotent_id: 'u', message: { blocks: [] }, ...change }
    expect(await replyTo(await file(ticket), body)).toMatchObject({ status: 400, json: { code } })
  })
})

describe('the refund decision', () => {
  const decide = (id: string, body: object) => shop.post(`${COMPLAINTS}/${id}/update-refund-progress`, body)
  const refundTicket = () => file({ problemType: 'REFUND' })

  it('approves, then money is refunded by the refund call, arrives, and the ticket is done', async () => {
    await using receiver = await setupReceiver()
    const id = await refundTicket()
    expect((await decide(id, { action: 'APPROVE', launch_refund_day: 0 })).status).toBe(204)
    const { transactionId } = simulator.complaint(id)
    const body = {
      transaction_id: transactionId,
      out_refund_no: 'R-1',
      notify_url: receiver.url,
      amount: { refund: 1000, total: 1000, currency: 'CNY' },
    }
    const started = await shop.post(REFUNDS, body)
    expect(started).toMatchObject({
      status: 200,
      json: { status: 'PROCESSING', out_refund_no: 'R-1', amount: { refund: 1000 } },
    })
    expect((await shop.post(REFUNDS, body)).json.refund_id).toBe(started.json.refund_id)
    expect(simulator.complaint(id)).toMatchObject({ state: 'PROCESSING', fullyRefunded: true, refundedAmount: 1000 })
    await simulator.advance('30s')
    expect((await shop.get(`${REFUNDS}/R-1`)).json.status).toBe('SUCCESS')
    expect(simulator.complaint(id).state).toBe('PROCESSED')
    expect(typesOf(id).slice(-3)).toEqual([
      'MERCHANT_APPROVE_REFUND',
      'COMPLAINT_FULL_REFUNDED_SYSTEM_MESSAGE',
      'COMPLAINT_REFUND_RECEIVED_SYSTEM_MESSAGE',
    ])
    await simulator.settled()
    const [notice] = receiver.received
    const { resource, event_type } = JSON.parse(notice?.body ?? '{}')
    expect(event_type).toBe('REFUND.SUCCESS')
    const opened = openAesGcm(shop.credentials.apiV3Key, resource.nonce, resource.associated_data, resource.ciphertext)
    expect(JSON.parse(opened.toString())).toMatchObject({ out_refund_no: 'R-1', refund_status: 'SUCCESS' })
  })

  it('arrives by hand when the clock is not to do it', async () => {
    simulator.setSwitches({ refundArrivesAfter: null })
    const id = await refundTicket()
    await decide(id, { action: 'APPROVE', launch_refund_day: 3 })
    await simulator.advance('2d')
    expect(simulator.complaint(id).state).toBe('PROCESSING')
    await simulator.refundArrived(id)
    expect(simulator.complaint(id)).toMatchObject({ state: 'PROCESSED', fullyRefunded: true })
  })

  it('rejects with a reason, and the ticket is done', async () => {
    const id = await refundTicket()
    const { json } = await shop.upload('a.bmp', PIXEL)
    expect(
      (
        await decide(id, {
          action: 'REJECT',
          reject_reason: '商品已使用',
          reject_media_list: [json.media_id],
          remark: '见凭证',
        })
      ).status,
    ).toBe(204)
    expect(simulator.complaint(id).state).toBe('PROCESSED')
    const { json: history } = await shop.get(`${COMPLAINTS}/${id}/negotiation-historys`)
    expect(history.data[0]).toMatchObject({
      operate_type: 'MERCHANT_REFUSE_RERUND',
      operate_details: '商品已使用',
      image_list: [expect.any(String)],
    })
    const again = await decide(id, { action: 'REJECT', reject_reason: 'x' })
    expect(again).toMatchObject({ status: 400, json: { code: 'INVALID_REQUEST' } })
  })

  it.each<[string, object]>([
    ['an unknown action', { action: 'MAYBE' }],
    ['no days with APPROVE', { action: 'APPROVE' }],
    ['days with REJECT', { action: 'REJECT', reject_reason: 'x', launch_refund_day: 1 }],
    ['no reason with REJECT', { action: 'REJECT' }],
    ['201 characters', { action: 'REJECT', reject_reason: '字'.repeat(201) }],
    ['five pictures', { action: 'REJECT', reject_reason: 'x', reject_media_list: ['1', '2', '3', '4', '5'] }],
  ])('refuses %s', async (_what, body) => {
    expect(await decide(await refundTicket(), body)).toMatchObject({ status: 400, json: { code: 'PARAM_ERROR' } })
  })

  it('is not for other tickets, nor without the trusted tag when that is asked for', async () => {
    const approve = { action: 'APPROVE', launch_refund_day: 0 }
    expect((await decide(await file(), approve)).json).toMatchObject({ code: 'PARAM_ERROR' })
    simulator.setSwitches({ refundTicket: 'problem-type-and-trusted' })
    expect((await decide(await refundTicket(), approve)).json).toMatchObject({ code: 'PARAM_ERROR' })
    expect((await decide(await file({ problemType: 'REFUND', userTags: ['TRUSTED'] }), approve)).status).toBe(204)
  })
})

describe('refunds', () => {
  const refund = (id: string, change: object = {}, amount: object = {}) =>
    shop.post(REFUNDS, {
      transaction_id: simulator.complaint(id).transactionId,
      out_refund_no: 'R-1',
      ...change,
      amount: { refund: 400, total: 1000, currency: 'CNY', ...amount },
    })

  it('adds up partial refunds and refuses more than the order', async () => {
    const id = await file()
    expect((await refund(id)).status).toBe(200)
    expect(typesOf(id)).toContain('COMPLAINT_PARTIAL_REFUNDED_SYSTEM_MESSAGE')
    expect(await refund(id, { out_refund_no: 'R-2' }, { refund: 601 })).toMatchObject({
      status: 400,
      json: { code: 'INVALID_REQUEST' },
    })
    expect((await refund(id, { out_refund_no: 'R-2' }, { refund: 600 })).status).toBe(200)
    expect(simulator.complaint(id).fullyRefunded).toBe(true)
  })

  it('refuses the same number with another sum, an unknown order and an unknown refund', async () => {
    const id = await file()
    await refund(id)
    expect(await refund(id, {}, { refund: 500 })).toMatchObject({ status: 400, json: { code: 'INVALID_REQUEST' } })
    expect(await refund(id, {}, { total: 999 })).toMatchObject({ status: 400, json: { code: 'PARAM_ERROR' } })
    expect(await refund(id, { transaction_id: '42' })).toMatchObject({
      status: 404,
      json: { code: 'RESOURCE_NOT_EXISTS' },
    })
    expect(await shop.get(`${REFUNDS}/none`)).toMatchObject({ status: 404, json: { code: 'RESOURCE_NOT_EXISTS' } })
  })
})

describe('the address that a refund names', () => {
  it.each(['not a url', 'ftp://x/y', ' https://www.example.com/n', 'https://www.example.com/n?a=b'])(
    'is judged like a notification address, before money moves (%j)',
    async (notify_url) => {
      const id = await file()
      const answer = await shop.post(REFUNDS, {
        transaction_id: simulator.complaint(id).transactionId,
        out_refund_no: 'R-1',
        notify_url,
        amount: { refund: 400, total: 1000, currency: 'CNY' },
      })
      expect(answer).toMatchObject({
        status: 400,
        json: { code: 'PARAM_ERROR', detail: { field: '/body/notify_url' } },
      })
      expect(simulator.complaint(id).refundedAmount).toBe(0)
    },
  )
})

describe('the platform and the payer', () => {
  it('refunds in the place of a merchant who lets the deadline pass, and only then', async () => {
    const [late, settled] = [await file(), await file()]
    await shop.post(`${COMPLAINTS}/${settled}/complete`, { complainted_mchid: SHOP })
    await simulator.advance('71h59m')
    expect(typesOf(late)).not.toContain('COMPLAINT_ENTRUSTED_REFUND_SYSTEM_MESSAGE')
    await simulator.advance('1m')
    expect(typesOf(late)).toContain('COMPLAINT_ENTRUSTED_REFUND_SYSTEM_MESSAGE')
    expect(typesOf(settled)).not.toContain('COMPLAINT_ENTRUSTED_REFUND_SYSTEM_MESSAGE')
  })

  it('helps, urges, is thanked and rated', async () => {
    const id = await file()
    await simulator.platformService(id, { reason: '商家未及时回复', description: '等了一天' })
    expect((await shop.get(`${COMPLAINTS}/${id}`)).json.in_platform_service).toBe(true)
    const { json } = await shop.get(`${COMPLAINTS}/${id}/negotiation-historys`)
    expect(json.data[0]).toMatchObject({
      user_appy_platform_service_reason: '商家未及时回复',
      user_appy_platform_service_reason_description: '等了一天',
    })
    await simulator.platformMessage(id, { content: '请尽快处理', urge: true })
    await simulator.platformService(id, { action: 'finish' })
    await shop.post(`${COMPLAINTS}/${id}/complete`, { complainted_mchid: SHOP })
    await simulator.satisfaction(id, { score: 4 })
    expect(typesOf(id).slice(2)).toEqual([
      'USER_APPLY_PLATFORM_SERVICE',
      'PLATFORM_HELP_APPLICATION',
      'PLATFORM_SERVICE_FINISHED',
      'MERCHANT_CONFIRM_COMPLETE',
      'USER_SUBMIT_SATISFACTION',
    ])
  })

  it('shows service orders, power banks and agent mode, and hides the openid of service orders', async () => {
    const id = await file({
      agentMode: true,
      serviceOrders: [{ orderId: '15646546545165651651', outOrderNo: '1234323JKHDFE1243252', state: 'DOING' }],
      powerBank: {
        returnTime: '2026-01-19T10:00:00+08:00',
        returnAddress: '广东省深圳市南山区',
        longitude: '113.93',
        latitude: '22.52',
        returnedToSameMachine: false,
      },
    })
    await simulator.serviceOrder(id, 'completed')
    const { json } = await shop.get(`${COMPLAINTS}/${id}`)
    expect(json).toMatchObject({
      is_agent_mode: true,
      service_order_info: [{ order_id: '15646546545165651651', out_order_no: '1234323JKHDFE1243252', state: 'DOING' }],
      additional_info: {
        type: 'SHARE_POWER_TYPE',
        share_power_info: { return_address_info: { longitude: '113.93' }, is_returned_to_same_machine: false },
      },
    })
    expect(json.payer_openid).toBeUndefined()
  })
})

describe('the echo', () => {
  it('says back, decrypts, encrypts and notifies', async () => {
    await using receiver = await setupReceiver()
    const [certificate] = shop.credentials.platform.certificates
    const key = new X509Certificate(certificate?.certificate ?? '').publicKey
    const body = { echo_message: '你好', encrypted_echo_message: encryptFor(key, '秘密'), notify_url: receiver.url }
    const answer = await shop.post('/v3/security/echo', body, {
      headers: { 'Wechatpay-Serial': certificate?.serialNo },
    })
    expect(answer.json.echo_message).toBe('你好')
    expect(decryptWith(createPrivateKey(shop.credentials.privateKey), answer.json.encrypted_echo_message)).toBe('秘密')
    await simulator.settled()
    expect(JSON.parse(receiver.received[0]?.body ?? '{}')).toMatchObject({
      event_type: 'SECURITY_ECHO.SUCCESS',
      resource: { original_type: 'security' },
    })
    expect((await shop.post('/v3/security/echo', body)).status).toBe(400)
  })
})

describe('keys', () => {
  it('switches to the public key day by day, and answers follow the request', async () => {
    expect([0, 1, 2, 3, 4, 5, 6, 9].map((day) => publicKeyShare(day * 86_400_000))).toEqual([
      1, 10, 50, 100, 200, 500, 1000, 1000,
    ])
    await using own = await createSimulator({
      clock: 'manual',
      now: new Date('2026-01-20T04:00:00Z'),
      merchants: [{ mchid: SHOP }],
    })
    own.setKeyMode(SHOP, 'switching')
    const caller = createCaller(own, SHOP)
    const { publicKey, certificates } = caller.credentials.platform
    const serialOf = async (asked?: string) =>
      (await caller.get('/v3/certificates', { headers: { 'Wechatpay-Serial': asked } })).headers.get('Wechatpay-Serial')
    expect(await serialOf()).toBe(certificates[0]?.serialNo)
    expect(await serialOf(publicKey?.id)).toBe(publicKey?.id)
    await using receiver = await setupReceiver()
    await caller.post('/v3/merchant-service/complaint-notifications', { url: receiver.url })
    await own.advance('6d')
    for (let count = 0; count < 5; count += 1) await own.fileComplaint({ mchid: SHOP, detail: 'x' })
    await own.settled()
    expect(new Set(receiver.received.map(({ headers }) => headers['wechatpay-serial']))).toEqual(
      new Set([publicKey?.id]),
    )
  })

  it('rotates the certificate: both can be downloaded, and signing moves over in the last five days', async () => {
    await using own = await createSimulator({
      clock: 'manual',
      now: new Date('2026-01-20T04:00:00Z'),
      merchants: [{ mchid: SHOP }],
    })
    const caller = createCaller(own, SHOP)
    const old = caller.credentials.platform.certificates[0]?.serialNo
    const { serialNo } = own.rotateCertificate()
    const look = async () => {
      const answer = await caller.get('/v3/certificates')
      return {
        signed: answer.headers.get('Wechatpay-Serial'),
        offered: answer.json.data.map((item: { serial_no: string }) => item.serial_no),
      }
    }
    expect(await look()).toEqual({ signed: old, offered: [old, serialNo] })
    await own.advance('7d12h')
    const signers = new Set<string | null>()
    for (let count = 0; count < 40; count += 1) signers.add((await look()).signed)
    expect(signers).toEqual(new Set([old, serialNo]))
    await own.advance('3d')
    expect(await look()).toEqual({ signed: serialNo, offered: [serialNo] })
  })

  it('probes the share of answers that it is told to', async () => {
    simulator.setSwitches({ probeRate: 1 })
    const answer = await shop.get('/v3/certificates')
    expect(answer.headers.get('Wechatpay-Signature')).toMatch(/^WECHATPAY\/SIGNTEST\//)
  })
})

describe('rate limits', () => {
  it('answers 429 to the 61st reply of a minute, and goes on in the next', async () => {
    simulator.setSwitches({ rateLimits: 'platform' })
    const id = await file()
    const reply = () => shop.post(`${COMPLAINTS}/${id}/response`, { complainted_mchid: SHOP, response_content: '您好' })
    for (let count = 0; count < 60; count += 1) expect((await reply()).status).toBe(204)
    const refused = await reply()
    expect(refused).toMatchObject({ status: 429, json: { code: 'FREQUENCY_LIMITED' } })
    expect(refused.headers.get('Request-ID')).toMatch(/-268447840$/)
    await simulator.advance('60s')
    expect((await reply()).status).toBe(204)
  })
})
