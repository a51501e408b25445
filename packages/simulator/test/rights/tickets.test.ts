import { type ReceivedRightsNotice, type RightsNotice, receiveRightsNotice } from '@redress/wechatpay'
import { describe, expect, it } from 'vitest'
import { APP_ID, type Arrival, NOW, type Shop, setupShop } from '../support/shop.ts'

const PNG = Buffer.from('89504e470d0a1a0a', 'hex').toString('base64')
const conflict = expect.objectContaining({ code: 'STATE_CONFLICT' })

async function setupRegistered(): Promise<Shop> {
  const shop = await setupShop()
  await shop.simulator.officialAccounts.change(APP_ID, { payfeedbackUrl: `${shop.url}/rights` })
  return shop
}

const read = (shop: Shop, arrival: Arrival | undefined, other: Partial<ReceivedRightsNotice> = {}): RightsNotice =>
  receiveRightsNotice({
    body: arrival?.body ?? Buffer.alloc(0),
    appId: APP_ID,
    paySignKey: shop.paySignKey,
    now: shop.simulator.now(),
    ...other,
  })

const notices = (shop: Shop): readonly Arrival[] => shop.arrivals.filter((arrival) => arrival.path === '/rights')

describe('the life of a rights ticket', () => {
  it('is filed, marked, refused, marked again and confirmed, and each notification proves itself', async () => {
    await using shop = await setupRegistered()
    const { simulator, rights } = shop
    const { feedbackId, openId, transactionId } = simulator.rights.file({
      appId: APP_ID,
      reason: '质量问题',
      solution: '换货 ]]> <b>',
      extInfo: '请尽快联系 13800000000',
      pictures: [PNG, PNG],
    })
    await simulator.settled()
    const request = read(shop, notices(shop)[0])
    expect(request).toMatchObject({
      kind: 'REQUEST',
      feedbackId,
      openId,
      transactionId,
      reason: '质量问题',
      solution: '换货 ]]> <b>',
      remark: '请尽快联系 13800000000',
    })
    expect(request.pictureUrls).toHaveLength(2)
    expect(Buffer.from(await (await fetch(request.pictureUrls[0] ?? '')).arrayBuffer()).toString('base64')).toBe(PNG)
    expect(
      notices(shop)[0]
        ?.body.toString()
        .match(/<PicUrl>/g),
    ).toHaveLength(5)

    expect(await rights.markHandled({ feedbackId, openId })).toBe('marked')
    expect(await rights.markHandled({ feedbackId, openId })).toBe('already-changed')
    simulator.rights.reject(feedbackId)
    await simulator.settled()
    expect(read(shop, notices(shop)[1])).toMatchObject({ kind: 'REJECT', feedbackId, transactionId: undefined })

    expect(await rights.markHandled({ feedbackId, openId })).toBe('marked')
    simulator.rights.confirm(feedbackId)
    await simulator.settled()
    expect(read(shop, notices(shop)[2])).toMatchObject({ kind: 'CONFIRM', feedbackId })
    expect(simulator.rights.get(feedbackId)).toMatchObject({
      state: 'CLOSED',
      history: [
        { event: 'filed' },
        { event: 'marked' },
        { event: 'rejected' },
        { event: 'marked' },
        { event: 'confirmed' },
      ],
    })
    expect(new Set(notices(shop).map((arrival) => read(shop, arrival).deduplicationKey)).size).toBe(3)
  })

  it('is offered to other programs as the design writes it', async () => {
    await using shop = await setupRegistered()
    const filed = await shop.control('POST', '/rights', { appId: APP_ID, reason: '质量问题', goods: 'virtual' })
    expect(filed).toMatchObject({ status: 201, json: { feedbackId: expect.stringMatching(/^\d{18,20}$/) } })
    const [ticket] = shop.simulator.rights.list()
    const id = ticket?.feedbackId ?? ''
    expect((await shop.control('POST', `/rights/${id}/reject`)).status).toBe(204)
    expect((await shop.control('POST', `/rights/${id}/confirm`)).status).toBe(204)
    expect((await shop.control('GET', `/rights/${id}`)).json).toMatchObject({ state: 'CLOSED', goods: 'virtual' })
    expect((await shop.control('GET', '/state')).json).toMatchObject({
      rights: 1,
      officialAccounts: [{ appId: APP_ID }],
    })
  })

  it('has numbers of 64 bits, some above 2^63', async () => {
    await using shop = await setupShop()
    const ids = Array.from({ length: 12 }, () => shop.simulator.rights.file({ appId: APP_ID, reason: 'x' }).feedbackId)
    expect(new Set(ids).size).toBe(12)
    expect(ids.every((id) => BigInt(id) < 2n ** 64n)).toBe(true)
    expect(ids.some((id) => BigInt(id) > 2n ** 63n)).toBe(true)
  })
})

describe('what the payer and the merchant may not do', () => {
  it('refuses confirmation and refusal of a closed ticket, and a second refusal', async () => {
    await using shop = await setupShop()
    const { rights } = shop.simulator
    const { feedbackId } = rights.file({ appId: APP_ID, reason: 'x' })
    rights.reject(feedbackId)
    expect(() => rights.reject(feedbackId)).toThrow(conflict)
    rights.confirm(feedbackId)
    expect(() => rights.confirm(feedbackId)).toThrow(conflict)
    expect(() => rights.reject(feedbackId)).toThrow(conflict)
    expect(() => rights.markInConsole(feedbackId)).toThrow(conflict)
  })

  it('refuses a second complaint about one payment while the first is open', async () => {
    await using shop = await setupShop()
    const { rights } = shop.simulator
    const { transactionId, feedbackId } = rights.file({ appId: APP_ID, reason: 'x' })
    expect(() => rights.file({ appId: APP_ID, reason: 'x', transactionId })).toThrow(conflict)
    rights.confirm(feedbackId)
    expect(rights.file({ appId: APP_ID, reason: 'x', transactionId }).feedbackId).not.toBe(feedbackId)
  })

  it.each([
    [
      'another ticket',
      (feedbackId: string, openId: string) => ({ feedbackId: `${BigInt(feedbackId) - 1n}`, openId }),
      'FEEDBACK_UNKNOWN',
    ],
    ['another payer', (feedbackId: string) => ({ feedbackId, openId: 'oSomebodyElse' }), 'OPENID_MISMATCH'],
  ])('refuses the update of %s', async (_name, change, code) => {
    await using shop = await setupShop()
    const { feedbackId, openId } = shop.simulator.rights.file({ appId: APP_ID, reason: 'x' })
    await expect(shop.rights.markHandled(change(feedbackId, openId))).rejects.toThrow(expect.objectContaining({ code }))
    expect(shop.simulator.rights.get(feedbackId).state).toBe('PENDING')
  })

  it('refuses the update of a ticket of another account', async () => {
    await using shop = await setupShop()
    shop.simulator.officialAccounts.add({ appId: 'wxother' })
    const { feedbackId, openId } = shop.simulator.rights.file({ appId: 'wxother', reason: 'x' })
    await expect(shop.rights.markHandled({ feedbackId, openId })).rejects.toThrow(
      expect.objectContaining({ code: 'FEEDBACK_UNKNOWN' }),
    )
  })

  it.each([
    ['six pictures', { pictures: Array.from({ length: 6 }, () => PNG) }],
    ['a picture that is none', { pictures: [Buffer.from('hello').toString('base64')] }],
    ['no reason', { reason: '' }],
    ['an unknown field', { unknown: 1 }],
    ['another kind of goods', { goods: 'digital' }],
  ])('refuses %s', async (_name, change) => {
    await using shop = await setupShop()
    expect((await shop.control('POST', '/rights', { appId: APP_ID, reason: 'x', ...change })).status).toBe(400)
    expect(shop.simulator.rights.list()).toEqual([])
  })

  it('knows neither strange accounts nor strange tickets', async () => {
    await using shop = await setupShop()
    expect((await shop.control('POST', '/rights', { appId: 'wxnobody', reason: 'x' })).status).toBe(404)
    expect((await shop.control('POST', '/rights/1/confirm')).status).toBe(404)
  })
})

describe('the clocks of the V1.6 document', () => {
  const HOUR = 3_600_000
  const DAY = 24 * HOUR

  it.each([
    ['virtual', true, 3],
    ['service', true, 3],
    ['physical', true, 15],
    ['virtual', false, 1],
    ['service', false, 1],
    ['physical', false, 2],
  ] as const)('%s goods, delivered %s: %i days', async (goods, delivered, days) => {
    await using shop = await setupShop()
    const { feedbackId } = shop.simulator.rights.file({ appId: APP_ID, reason: 'x', goods, delivered })
    const due = new Date(NOW.getTime() + days * DAY)
    expect(new Date(shop.simulator.rights.get(feedbackId).dueAt)).toEqual(due)
    await shop.simulator.setClock(due)
    expect(shop.simulator.rights.get(feedbackId).mayArbitrate).toBe(false)
    expect(() => shop.simulator.rights.demandArbitration(feedbackId)).toThrow(conflict)
    await shop.simulator.advance('1s')
    expect(shop.simulator.rights.get(feedbackId).mayArbitrate).toBe(true)
    shop.simulator.rights.demandArbitration(feedbackId)
    expect(shop.simulator.rights.get(feedbackId).state).toBe('ARBITRATION')
  })

  it.each([
    ['virtual', 24],
    ['service', 24],
    ['physical', 72],
  ] as const)('undelivered %s goods can be complained about after %i hours', async (goods, hours) => {
    await using shop = await setupShop()
    const { rights, officialAccounts } = shop.simulator
    const { transactionId } = officialAccounts.pay(APP_ID, { goods })
    await shop.simulator.advance(`${hours}h`)
    expect(() => rights.file({ appId: APP_ID, reason: 'x', transactionId })).toThrow(conflict)
    await shop.simulator.advance('1s')
    expect(rights.file({ appId: APP_ID, reason: 'x', transactionId }).transactionId).toBe(transactionId)
  })

  it('delivered goods can be complained about at once and until the end of the 45th day', async () => {
    await using shop = await setupShop()
    const { rights, officialAccounts } = shop.simulator
    const payment = officialAccounts.pay(APP_ID, { goods: 'physical' })
    await shop.rights.notifyDelivery({ ...payment, deliveredAt: NOW, status: 'delivered' })
    const { feedbackId } = rights.file({ appId: APP_ID, reason: 'x', transactionId: payment.transactionId })
    rights.confirm(feedbackId)
    await shop.simulator.advance('45d')
    const again = rights.file({ appId: APP_ID, reason: 'x', transactionId: payment.transactionId })
    rights.confirm(again.feedbackId)
    await shop.simulator.advance('1s')
    expect(() => rights.file({ appId: APP_ID, reason: 'x', transactionId: payment.transactionId })).toThrow(conflict)
  })
})

describe('delivery notices', () => {
  it('are proved and kept, the last one counts', async () => {
    await using shop = await setupShop()
    const payment = shop.simulator.officialAccounts.pay(APP_ID, { goods: 'physical' })
    await shop.rights.notifyDelivery({ ...payment, deliveredAt: NOW, status: 'failed', message: '该商品已退款' })
    expect(shop.simulator.officialAccounts.payments(APP_ID)[0]?.delivery).toMatchObject({
      status: 'failed',
      message: '该商品已退款',
    })
    await shop.rights.notifyDelivery({ ...payment, deliveredAt: NOW, status: 'delivered' })
    expect(shop.simulator.officialAccounts.payments(APP_ID)[0]?.delivery).toMatchObject({ status: 'delivered' })
  })

  it.each([
    ['TRANSACTION_UNKNOWN', { transactionId: '1900000109201405140000000009' }],
    ['OPENID_MISMATCH', { openId: 'oSomebodyElse' }],
  ])('are refused: %s', async (code, change) => {
    await using shop = await setupShop()
    const payment = shop.simulator.officialAccounts.pay(APP_ID, { goods: 'physical' })
    await expect(
      shop.rights.notifyDelivery({ ...payment, deliveredAt: NOW, status: 'delivered', ...change }),
    ).rejects.toThrow(expect.objectContaining({ code }))
  })

  it('are refused with a wrong signature or the name of another account', async () => {
    await using shop = await setupShop()
    const { client } = shop
    const post = (json: Record<string, string>) =>
      client.caller.json({ method: 'POST', path: '/pay/delivernotify', effect: 'idempotent', json })
    const fields = {
      appid: APP_ID,
      openid: 'o1',
      transid: '1',
      out_trade_no: '1',
      deliver_timestamp: '1',
      deliver_status: '1',
      deliver_msg: 'ok',
      sign_method: 'sha1',
    }
    await expect(post({ ...fields, app_signature: '0'.repeat(40) })).rejects.toThrow(
      expect.objectContaining({ code: 'APP_SIGNATURE_REFUSED' }),
    )
    await expect(post({ ...fields, appid: 'wxother' })).rejects.toThrow(
      expect.objectContaining({ code: 'APP_ID_MISMATCH' }),
    )
    await expect(post({ ...fields, openid: '' })).rejects.toThrow(
      expect.objectContaining({ code: 'OPENID_OR_TRANSACTION_MISSING' }),
    )
  })
})

describe('delivering notifications', () => {
  it('tries eight times within half an hour when the answer is not success', async () => {
    await using shop = await setupRegistered()
    shop.answer(() => ({ body: 'fail' }))
    shop.simulator.rights.file({ appId: APP_ID, reason: 'x' })
    await shop.simulator.advance('30m')
    expect(notices(shop)).toHaveLength(8)
    await shop.simulator.advance('24h')
    expect(notices(shop)).toHaveLength(8)
    expect(new Set(notices(shop).map((arrival) => arrival.body.toString())).size).toBe(1)
    expect(shop.simulator.deliveries()[0]).toMatchObject({ state: 'abandoned', eventType: 'RIGHTS.PAYFEEDBACK' })
  })

  it('stops with success, or with any 200 when it is lenient', async () => {
    await using shop = await setupRegistered()
    await shop.simulator.officialAccounts.change(APP_ID, { answerCheck: 'lenient' })
    shop.answer(() => ({ body: 'ok' }))
    shop.simulator.rights.file({ appId: APP_ID, reason: 'x' })
    await shop.simulator.advance('30m')
    expect(notices(shop)).toHaveLength(1)
    expect(shop.simulator.deliveries()[0]?.state).toBe('delivered')
  })

  it('delivers once more on demand', async () => {
    await using shop = await setupRegistered()
    shop.simulator.rights.file({ appId: APP_ID, reason: 'x' })
    await shop.simulator.settled()
    await shop.simulator.redeliver(shop.simulator.deliveries()[0]?.id ?? '')
    expect(notices(shop)).toHaveLength(2)
  })

  it('waits for an address and reaches it by the schedule', async () => {
    await using shop = await setupShop()
    shop.simulator.rights.file({ appId: APP_ID, reason: 'x' })
    await shop.simulator.settled()
    await shop.simulator.officialAccounts.change(APP_ID, { payfeedbackUrl: `${shop.url}/rights` })
    await shop.simulator.advance('1m')
    expect(notices(shop)).toHaveLength(1)
  })

  it.each([
    ['wrong-signature', 'SIGNATURE_INVALID'],
    ['stale-clock', 'TIMESTAMP_OUT_OF_RANGE'],
    ['xml-doctype', 'XML_FORBIDDEN'],
  ] as const)('can spoil one: %s', async (kind, code) => {
    await using shop = await setupRegistered()
    shop.simulator.addFault({ kind, call: 'callback', count: 1 })
    shop.answer((arrival) => ({ body: arrival === shop.arrivals[0] ? 'fail' : 'success' }))
    shop.simulator.rights.file({ appId: APP_ID, reason: 'x' })
    await shop.simulator.advance('1m')
    expect(() => read(shop, notices(shop)[0])).toThrow(expect.objectContaining({ code }))
    expect(read(shop, notices(shop)[1]).kind).toBe('REQUEST')
  })

  it('can spell one in another way that is still right, name a new kind, lose one and double one', async () => {
    await using shop = await setupRegistered()
    const file = async (): Promise<void> => {
      shop.simulator.rights.file({ appId: APP_ID, reason: 'x', pictures: [PNG] })
      await shop.simulator.settled()
    }
    shop.simulator.addFault({ kind: 'xml-variant', count: 1 })
    await file()
    expect(read(shop, notices(shop)[0])).toMatchObject({ kind: 'REQUEST', reason: 'x' })
    expect(read(shop, notices(shop)[0]).pictureUrls).toHaveLength(1)
    shop.simulator.addFault({ kind: 'unknown-enum', count: 1 })
    await file()
    expect(read(shop, notices(shop)[1]).kind).toEqual({ unknown: 'arbitrate' })
    shop.simulator.addFault({ kind: 'notification-lost', count: 1 })
    await file()
    expect(notices(shop)).toHaveLength(2)
    shop.simulator.addFault({ kind: 'notification-duplicated', count: 1 })
    await file()
    expect(notices(shop)).toHaveLength(4)
  })
})
