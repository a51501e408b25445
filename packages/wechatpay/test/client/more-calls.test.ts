import { describe, expect, it } from 'vitest'
import {
  action,
  type BlockDraft,
  block,
  encryptSensitive,
  restoreComplaintMediaId,
  type WechatPayClient,
} from '../../src/index.ts'
import { connectionError, fakePlatform } from '../fixtures/fake-platform.ts'
import { PLATFORM_KEY_ID, testingPlatformKey } from '../fixtures/merchant.ts'

const ID = '200201820200101080076610000'
const MERCHANT = '1900012181'
const sent = (body: Buffer | undefined): unknown => JSON.parse(String(body))

describe('a reply in the live chat', () => {
  /** The example of spec 3.7, made with the builders. */
  const message = {
    sender: 'MACHINE',
    customData: 'case-42',
    blocks: [
      block.text('Please choose', { color: 'DEFAULT', bold: true }),
      block.image(restoreComplaintMediaId('BB04A5DEEFEA18D4F2554C1EDD3B610B.bmp'), 'NARROW'),
      block.link({
        text: 'Order page',
        action: action.openUrl('https://www.xxx.com/o/1', { actionId: 'a1' }),
        expiresAt: new Date('2026-01-31T16:00:00Z'),
        multiClickable: true,
      }),
      block.faqList([
        {
          id: 'f1',
          title: 'When is my refund paid?',
          action: action.sendMessage('When is my refund paid?', { customData: 'f1', actionId: 'a2' }),
        },
      ]),
      block.button({
        text: 'Open mini-program',
        action: action.openMiniProgram({ appId: 'wx0123456789abcdef', path: 'pages/index' }, { actionId: 'a3' }),
      }),
      block.buttonGroup(
        [
          { text: 'Solved', action: action.sendMessage('Solved', { actionId: 'a4' }) },
          { text: 'Not solved', action: action.sendMessage('Not solved', { actionId: 'a5' }) },
        ],
        { layout: 'HORIZONTAL', multiClickable: false },
      ),
    ],
  } as const

  it('has the wire form of the documentation', async () => {
    const { client, requests } = fakePlatform([{ json: { log_id: '300285320210322170000071077' } }])
    const receipt = await client.complaints.replyImmediately(ID, {
      complaintedMerchantId: MERCHANT,
      message,
      idempotentId: '550e8400-e29b-41d4-a716-446655440000',
    })
    expect(receipt).toEqual({
      logId: '300285320210322170000071077',
      idempotentId: '550e8400-e29b-41d4-a716-446655440000',
    })
    expect(requests[0]?.url.pathname).toBe(`/v3/merchant-service/complaints-v2/${ID}/response-immediate-service`)
    expect(sent(requests[0]?.body)).toEqual(
      JSON.parse(`{"complainted_mchid":"1900012181","idempotent_id":"550e8400-e29b-41d4-a716-446655440000","message":{"sender_identity":"MACHINE","custom_data":"case-42","blocks":[
 {"type":"TEXT","text":{"text":"Please choose","color":"DEFAULT","is_bold":true}},
 {"type":"IMAGE","image":{"media_id":"BB04A5DEEFEA18D4F2554C1EDD3B610B.bmp","image_style_type":"IMAGE_STYLE_TYPE_NARROW"}},
 {"type":"LINK","link":{"text":"Order page","action":{"action_type":"ACTION_TYPE_JUMP_URL","jump_url":"https://www.xxx.com/o/1","action_id":"a1"},"invalid_info":{"expired_time":"2026-02-01T00:00:00+08:00","multi_clickable":true}}},
 {"type":"FAQ_LIST","faq_list":{"faqs":[{"faq_id":"f1","faq_title":"When is my refund paid?","action":{"action_type":"ACTION_TYPE_SEND_MESSAGE","message_info":{"content":"When is my refund paid?","custom_data":"f1"},"action_id":"a2"}}]}},
 {"type":"BUTTON","button":{"text":"Open mini-program","action":{"action_type":"ACTION_TYPE_JUMP_MINI_PROGRAM","mini_program_jump_info":{"appid":"wx0123456789abcdef","path":"pages/index"},"action_id":"a3"}}},
 {"type":"BUTTON_GROUP","button_group":{"button_layout":"LAYOUT_HORIZONTAL","buttons":[{"text":"Solved","action":{"action_type":"ACTION_TYPE_SEND_MESSAGE","message_info":{"content":"Solved"},"action_id":"a4"}},{"text":"Not solved","action":{"action_type":"ACTION_TYPE_SEND_MESSAGE","message_info":{"content":"Not solved"},"action_id":"a5"}}],"invalid_info":{"multi_clickable":false}}}]}}`),
    )
  })

  it('is repeated under one id after a lost answer', async () => {
    const { client, requests } = fakePlatform([connectionError('ECONNRESET'), { json: { log_id: '1' } }])
    const { idempotentId } = await client.complaints.replyImmediately(ID, { complaintedMerchantId: MERCHANT, message })
    expect(idempotentId).toMatch(/^[0-9a-f]{32}$/)
    expect(requests.map((request) => sent(request.body))).toEqual([
      expect.objectContaining({ idempotent_id: idempotentId }),
      expect.objectContaining({ idempotent_id: idempotentId }),
    ])
  })

  const refused: readonly (readonly [string, string, () => BlockDraft])[] = [
    ['an empty text', 'text', () => block.text('')],
    ['an emoji in a text', 'text', () => block.text('🙂')],
    ['a text of 1025 characters', 'text', () => block.text('x'.repeat(1025))],
    ['an http link', 'url', () => block.link({ text: 'x', action: action.openUrl('http://x.com') })],
    ['a button without text', 'button.text', () => block.button({ text: '', action: action.sendMessage('x') })],
    ['a group without buttons', 'buttons', () => block.buttonGroup([])],
    ['a list without questions', 'faqs', () => block.faqList([])],
    ['a click that sends nothing', 'content', () => block.button({ text: 'x', action: action.sendMessage('') })],
    [
      'a mini-program without id',
      'appId',
      () => block.button({ text: 'x', action: action.openMiniProgram({ appId: '', path: 'p' }) }),
    ],
    [
      'an expiry that is no time',
      'expiresAt',
      () => block.button({ text: 'x', action: action.sendMessage('x'), expiresAt: new Date('x') }),
    ],
    [
      'custom data of 4097 characters',
      'customData',
      () => block.button({ text: 'x', action: action.sendMessage('x', { customData: 'x'.repeat(4097) }) }),
    ],
    [
      'an action id of 4097 characters',
      'actionId',
      () => block.button({ text: 'x', action: action.sendMessage('x', { actionId: 'x'.repeat(4097) }) }),
    ],
  ]
  it.each(refused)('refuses %s by the name of %s', (_, field, make) => {
    expect(make).toThrow(expect.objectContaining({ code: 'ARGUMENT_INVALID', field }))
  })

  it('refuses a message without blocks, and an id that is too long, before sending', async () => {
    const { client, requests } = fakePlatform([{ json: { log_id: '1' } }])
    await expect(
      client.complaints.replyImmediately(ID, { complaintedMerchantId: MERCHANT, message: { blocks: [] } }),
    ).rejects.toMatchObject({ field: 'message.blocks' })
    await expect(
      client.complaints.replyImmediately(ID, {
        complaintedMerchantId: MERCHANT,
        message,
        idempotentId: 'x'.repeat(129),
      }),
    ).rejects.toMatchObject({ field: 'idempotentId' })
    expect(requests).toEqual([])
  })
})

describe('a refund decision', () => {
  it('approves with the days until the refund starts, and nothing of a rejection', async () => {
    const { client, requests } = fakePlatform([{}])
    await client.complaints.decideRefund(ID, { decision: 'approve', launchRefundDay: 0 })
    expect(requests[0]?.url.pathname).toMatch(/\/update-refund-progress$/)
    expect(String(requests[0]?.body)).toBe('{"action":"APPROVE","launch_refund_day":0}')
  })

  it('rejects with a reason and pictures', async () => {
    const { client, requests } = fakePlatform([{}])
    await client.complaints.decideRefund(ID, {
      decision: 'reject',
      reason: '已超过退款期限',
      images: [restoreComplaintMediaId('m')],
      remark: 'r',
    })
    expect(sent(requests[0]?.body)).toEqual({
      action: 'REJECT',
      reject_reason: '已超过退款期限',
      reject_media_list: ['m'],
      remark: 'r',
    })
  })

  it.each([
    ['launchRefundDay', { decision: 'approve', launchRefundDay: -1 }],
    ['launchRefundDay', { decision: 'approve', launchRefundDay: 0.5 }],
    ['reason', { decision: 'reject', reason: '' }],
    ['reason', { decision: 'reject', reason: 'x'.repeat(201) }],
    ['remark', { decision: 'approve', launchRefundDay: 1, remark: 'x'.repeat(201) }],
  ] as const)('refuses a wrong %s', async (field, decision) => {
    const { client, requests } = fakePlatform([{}])
    await expect(client.complaints.decideRefund(ID, decision)).rejects.toMatchObject({
      code: 'ARGUMENT_INVALID',
      field,
    })
    expect(requests).toEqual([])
  })
})

describe('refunds', () => {
  const REFUND = {
    refund_id: '50000000382019052709732678859',
    out_refund_no: 'c-200201820200101080076610000',
    transaction_id: '1217752501201407033233368018',
    out_trade_no: '1217752501201407033233368018',
    user_received_account: '招商银行信用卡0403',
    success_time: '2020-12-01T16:18:12+08:00',
    create_time: '2020-12-01T16:18:12+08:00',
    status: 'SUCCESS',
    amount: { total: 100, refund: 99, payer_total: 90, payer_refund: 90 },
  }
  const request = {
    transactionId: '1217752501201407033233368018',
    outRefundNo: 'c-200201820200101080076610000',
    amount: 99,
    orderAmount: 100,
  }

  it('are made by transaction or by order number, in fen', async () => {
    const { client, requests } = fakePlatform([{ json: REFUND }])
    expect(await client.refunds.create({ ...request, reason: '商品已售完' })).toMatchObject({
      refundId: REFUND.refund_id,
      state: 'SUCCESS',
      amount: 99,
      orderAmount: 100,
      payerRefund: 90,
    })
    expect(sent(requests[0]?.body)).toEqual({
      transaction_id: request.transactionId,
      out_refund_no: request.outRefundNo,
      reason: '商品已售完',
      amount: { refund: 99, total: 100, currency: 'CNY' },
    })
  })

  it('are repeated with the same number after a lost answer, which pays once', async () => {
    const { client, requests } = fakePlatform([connectionError('ECONNRESET'), { json: REFUND }])
    await client.refunds.create(request)
    expect(new Set(requests.map((seen) => String(seen.body))).size).toBe(1)
  })

  it('are looked up by their number, which may hold any allowed sign', async () => {
    const { client, requests } = fakePlatform([{ json: REFUND }])
    await client.refunds.get('a_-|*@1', { subMerchantId: '1900000109' })
    expect(requests[0]?.url.href).toBe(
      'https://api.mch.weixin.qq.com/v3/refund/domestic/refunds/a_-%7C*%401?sub_mchid=1900000109',
    )
    expect(requests[0]?.signatureFits).toBe(true)
  })

  it.each([
    ['amount', { amount: 101 }],
    ['amount', { amount: 0 }],
    ['amount', { amount: 0.5 }],
    ['orderAmount', { orderAmount: 0 }],
    ['outRefundNo', { outRefundNo: 'a b' }],
    ['outRefundNo', { outRefundNo: 'x'.repeat(65) }],
    ['reason', { reason: 'x'.repeat(81) }],
    ['notifyUrl', { notifyUrl: 'http://x.com' }],
  ])('with a wrong %s are not sent', async (field, change) => {
    const { client, requests } = fakePlatform([{ json: REFUND }])
    await expect(client.refunds.create({ ...request, ...change })).rejects.toMatchObject({
      code: 'ARGUMENT_INVALID',
      field,
    })
    expect(requests).toEqual([])
  })
})

describe('the connectivity test', () => {
  it('encrypts one way and decrypts the other', async () => {
    const { client, requests } = fakePlatform([
      () => ({
        json: { echo_message: 'hi', encrypted_echo_message: encryptSensitive('secret', testingPlatformKey()) },
      }),
    ])
    expect(await client.echo({ message: 'hi', secret: 'secret' })).toEqual({ message: 'hi', secret: 'secret' })
    expect(requests[0]?.headers['Wechatpay-Serial']).toBe(PLATFORM_KEY_ID)
    expect(String(requests[0]?.body)).not.toContain('secret"')
    const { encrypted_echo_message: ciphertext }: { encrypted_echo_message: string } = JSON.parse(
      String(requests[0]?.body),
    )
    expect(client.decrypt(ciphertext)).toBe('secret')
  })
})

describe('any other call', () => {
  it('is signed and proved like those with a name', async () => {
    const { client, requests } = fakePlatform([{ json: { a: 1 } }, {}])
    expect(await client.request({ method: 'POST', path: '/v3/certificates/x?y=%20', body: { b: '二' } })).toEqual({
      status: 200,
      requestId: '08F0-0',
      json: { a: 1 },
    })
    expect(await client.request({ method: 'DELETE', path: '/v3/x' })).toMatchObject({ status: 204, json: undefined })
    expect(requests.every((request) => request.signatureFits)).toBe(true)
  })

  const refused: readonly (readonly [string, Parameters<WechatPayClient['request']>[0]])[] = [
    ['path', { method: 'GET', path: 'https://evil.example/v3/x' }],
    ['path', { method: 'GET', path: '//evil.example/v3/x' }],
    ['path', { method: 'GET', path: '/pay/unifiedorder' }],
    ['body', { method: 'GET', path: '/v3/x', body: {} }],
  ]
  it.each(refused)('with a wrong %s is not sent', async (field, request) => {
    const { client, requests } = fakePlatform([{}])
    await expect(client.request(request)).rejects.toMatchObject({ code: 'ARGUMENT_INVALID', field })
    expect(requests).toEqual([])
  })

  it('is repeated only when it is said to be safe', async () => {
    const risky = fakePlatform([connectionError('ECONNRESET'), {}])
    await expect(risky.client.request({ method: 'POST', path: '/v3/x', body: {} })).rejects.toMatchObject({
      code: 'OUTCOME_UNKNOWN',
    })
    const safe = fakePlatform([connectionError('ECONNRESET'), {}])
    expect(await safe.client.request({ method: 'POST', path: '/v3/x', body: {}, effect: 'idempotent' })).toMatchObject({
      status: 204,
    })
  })
})
