import { describe, expect, it } from 'vitest'
import { action, block, createKeyring } from '../../src/index.ts'
import { MERCHANT, PARTNER, PIXEL, receiveOne, SUB, SUITES, setup, today } from './setup.ts'

const DAY = '2026-02-10'

describe.each(SUITES)('against the simulator, keys: %s', (keyMode) => {
  it('every call of a complaint, from filing to completion and back', async () => {
    await using platform = await setup(keyMode)
    const { simulator, client } = platform
    const { complaintId, transactionId, outTradeNo } = await simulator.fileComplaint({
      mchid: MERCHANT,
      detail: '重复扣费',
      amount: 300,
      payerPhone: '13800138000',
      images: [PIXEL],
    })

    const page = await client.complaints.list({ beginDate: today(simulator), endDate: today(simulator) })
    expect(page).toMatchObject({
      totalCount: 1,
      items: [{ id: complaintId, state: 'PENDING', complaintedMerchantId: MERCHANT }],
    })

    const complaint = await client.complaints.get(complaintId)
    expect(complaint).toMatchObject({
      detail: '重复扣费',
      awaitingReply: expect.any(Boolean),
      complaintTimes: 1,
      orders: [{ transactionId, outTradeNo, amount: 300 }],
    })
    expect(complaint.payerOpenId).toMatch(/\S/)
    expect(client.decrypt(complaint.payerPhoneCiphertext ?? '')).toBe('13800138000')
    const [url] = complaint.media.flatMap((media) => media.urls)
    expect(Buffer.from((await client.images.download(url ?? '')).bytes).equals(PIXEL)).toBe(true)

    const mediaId = await client.images.upload({ fileName: '凭证.bmp', bytes: PIXEL })
    await client.complaints.reply(complaintId, {
      complaintedMerchantId: MERCHANT,
      content: '已与用户沟通解决',
      images: [mediaId],
    })
    expect((await client.complaints.get(complaintId)).state).toBe('PROCESSING')

    await simulator.addMessage(complaintId, { content: '还没收到' })
    const history = await client.complaints.history(complaintId)
    expect(history.items.map((entry) => entry.action)).toEqual(
      expect.arrayContaining(['USER_RESPONSE', 'MERCHANT_RESPONSE', 'USER_CREATE_COMPLAINT']),
    )
    const reply = history.items.find((entry) => entry.action === 'MERCHANT_RESPONSE')
    expect(reply).toMatchObject({ details: '已与用户沟通解决' })
    expect(reply?.imageUrls).toHaveLength(1)
    expect(Buffer.from((await client.images.download(reply?.imageUrls[0] ?? '')).bytes).equals(PIXEL)).toBe(true)

    await client.complaints.complete(complaintId, { complaintedMerchantId: MERCHANT })
    expect((await client.complaints.get(complaintId)).state).toBe('PROCESSED')
    await simulator.continueComplaint(complaintId, { content: '又来了' })
    expect(await client.complaints.get(complaintId)).toMatchObject({ complaintTimes: 2, awaitingReply: true })
  })

  it('the notification address and a notification to it, received and fetched', async () => {
    await using platform = await setup(keyMode)
    const { client } = platform
    expect(await client.notificationUrl.get()).toBeUndefined()
    const url = 'http://127.0.0.1:9/callbacks'
    expect(await client.notificationUrl.create(url)).toEqual({ merchantId: MERCHANT, url })
    expect(await client.notificationUrl.update(`${url}/2`)).toEqual({ merchantId: MERCHANT, url: `${url}/2` })
    expect(await client.notificationUrl.get()).toEqual({ merchantId: MERCHANT, url: `${url}/2` })
    await client.notificationUrl.delete()
    expect(await client.notificationUrl.get()).toBeUndefined()
  })

  it('a message in the live chat, and the click that answers it', async () => {
    await using platform = await setup(keyMode)
    const { simulator, client } = platform
    const { complaintId } = await simulator.fileComplaint({ mchid: MERCHANT, detail: 'x', needImmediateService: true })
    const message = {
      sender: 'MANUAL' as const,
      blocks: [
        block.text('请选择'),
        block.buttonGroup([{ text: '已解决', action: action.sendMessage('已解决', { actionId: 'a1' }) }], {
          layout: 'VERTICAL',
          multiClickable: true,
        }),
      ],
    }
    const { logId, idempotentId } = await client.complaints.replyImmediately(complaintId, {
      complaintedMerchantId: MERCHANT,
      message,
    })
    expect(
      (
        await client.complaints.replyImmediately(complaintId, {
          complaintedMerchantId: MERCHANT,
          message,
          idempotentId,
        })
      ).logId,
    ).toBe(logId)
    await simulator.click(complaintId, { logId, actionId: 'a1' })
    const { items } = await client.complaints.history(complaintId)
    expect(items.find((entry) => entry.action === 'USER_CLICK_RESPONSE')?.click).toEqual({
      content: '已解决',
      actionId: 'a1',
      clickedLogId: logId,
    })
    expect(items.find((entry) => entry.logId === logId)?.message?.blocks.map((one) => one.type)).toEqual([
      'TEXT',
      'BUTTON_GROUP',
    ])
  })

  it('a refund request, approved, paid and arrived; another rejected', async () => {
    await using platform = await setup(keyMode)
    const { simulator, client } = platform
    const filed = await simulator.fileComplaint({
      mchid: MERCHANT,
      detail: 'x',
      problemType: 'REFUND',
      amount: 500,
      userTags: ['TRUSTED'],
    })
    await client.complaints.decideRefund(filed.complaintId, { decision: 'approve', launchRefundDay: 0 })
    const outRefundNo = `c-${filed.complaintId}`
    const request = { transactionId: filed.transactionId, outRefundNo, amount: 500, orderAmount: 500 }
    expect(await client.refunds.create(request)).toMatchObject({ outRefundNo, amount: 500, state: 'PROCESSING' })
    expect((await client.refunds.create(request)).outRefundNo).toBe(outRefundNo)
    await simulator.refundArrived(filed.complaintId)
    expect((await client.refunds.get(outRefundNo)).state).toBe('SUCCESS')
    expect(await client.complaints.get(filed.complaintId)).toMatchObject({ state: 'PROCESSED', fullyRefunded: true })

    const other = await simulator.fileComplaint({
      mchid: MERCHANT,
      detail: 'y',
      problemType: 'REFUND',
      userTags: ['TRUSTED'],
    })
    await client.complaints.decideRefund(other.complaintId, { decision: 'reject', reason: '已超过退款期限' })
    const { items } = await client.complaints.history(other.complaintId)
    expect(items.find((entry) => entry.action === 'MERCHANT_REFUSE_REFUND')).toMatchObject({
      wireAction: 'MERCHANT_REFUSE_RERUND',
      details: '已超过退款期限',
    })
  })

  it('the connectivity test, with encryption both ways', async () => {
    await using platform = await setup(keyMode)
    expect(await platform.client.echo({ message: 'hi', secret: '13800138000' })).toEqual({
      message: 'hi',
      secret: '13800138000',
    })
  })

  it('a partner for its sub-merchant', async () => {
    await using platform = await setup(keyMode)
    const { complaintId } = await platform.simulator.fileComplaint({
      mchid: SUB,
      detail: 'x',
      payerPhone: '13800138000',
    })
    const partner = platform.clientFor(PARTNER)
    expect(
      (
        await partner.complaints.list({
          beginDate: today(platform.simulator),
          endDate: today(platform.simulator),
          complaintedMerchantId: SUB,
        })
      ).items,
    ).toHaveLength(1)
    const complaint = await partner.complaints.get(complaintId)
    expect(partner.decrypt(complaint.payerPhoneCiphertext ?? '')).toBe('13800138000')
    await partner.complaints.reply(complaintId, {
      complaintedMerchantId: complaint.complaintedMerchantId,
      content: 'ok',
    })
    await partner.complaints.complete(complaintId, { complaintedMerchantId: complaint.complaintedMerchantId })
    expect((await partner.complaints.get(complaintId)).state).toBe('PROCESSED')
  })
})

describe('platform certificates', () => {
  it.each(['certificate', 'switching'] as const)('are learnt without being configured, keys: %s', async (keyMode) => {
    await using platform = await setup(keyMode)
    const client = platform.clientFor(MERCHANT, { keyring: createKeyring() })
    expect(
      (await client.complaints.list({ beginDate: today(platform.simulator), endDate: today(platform.simulator) }))
        .items,
    ).toEqual([])
    expect(client.keyring.mode()).toBe('certificate')
    expect((await client.certificates.refresh()).length).toBeGreaterThan(0)
  })

  it('do not exist for a merchant with the public key, and the remedy says what to configure', async () => {
    await using platform = await setup('public-key')
    const client = platform.clientFor(MERCHANT, { keyring: createKeyring() })
    await expect(
      client.complaints.list({ beginDate: today(platform.simulator), endDate: today(platform.simulator) }),
    ).rejects.toMatchObject({
      code: 'RESOURCE_NOT_EXISTS',
      remedy: expect.stringContaining('public key'),
    })
  })

  it('are learnt anew when the platform rotates them', async () => {
    await using platform = await setup('certificate')
    const { simulator, client } = platform
    const before = client.keyring.list().length
    simulator.rotateCertificate()
    await simulator.advance('11d')
    expect((await client.complaints.list({ beginDate: today(simulator), endDate: today(simulator) })).items).toEqual([])
    await client.certificates.refresh()
    expect(client.keyring.list().length).toBeGreaterThan(before)
  })
})

describe('notifications of the simulator', () => {
  it.each(SUITES)('are received, keys: %s', async (keyMode) => {
    await using platform = await setup(keyMode)
    const { simulator, client } = platform
    const delivered = await receiveOne(platform, async () => {
      await simulator.fileComplaint({ mchid: MERCHANT, detail: 'x' })
    })
    const event = await client.notifications.receive(delivered.headers, delivered.body)
    expect(event).toMatchObject({ kind: 'complaint', action: 'CREATE_COMPLAINT', eventType: 'COMPLAINT.CREATE' })
    expect(event.kind === 'complaint' ? (await event.fetchComplaint()).state : undefined).toBe('PENDING')
  })
})

describe('iterating over the simulator', () => {
  it('visits each complaint of half a year once, while more are filed', async () => {
    await using platform = await setup()
    const { simulator, client } = platform
    for (let index = 0; index < 130; index += 1) {
      await simulator.fileComplaint({
        mchid: MERCHANT,
        detail: `no ${index}`,
        at: new Date(Date.parse('2026-02-09T10:00:00+08:00') - index * 40 * 3_600_000),
      })
    }
    for (let index = 0; index < 110; index += 1)
      await simulator.fileComplaint({ mchid: MERCHANT, detail: `today ${index}` })
    const before = new Set(simulator.complaints().map((complaint) => complaint.complaintId))
    const ids: string[] = []
    for await (const complaint of client.complaints.iterate({ from: '2025-06-01', to: simulator.now() })) {
      ids.push(complaint.id)
      if (ids.length % 25 === 0)
        await simulator.fileComplaint({ mchid: MERCHANT, detail: `while reading ${ids.length}` })
    }
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of before) expect(ids).toContain(id)
  })

  it('asks for less when the platform finds the result too large', async () => {
    await using platform = await setup()
    const { simulator, client } = platform
    for (let index = 0; index < 30; index += 1)
      await simulator.fileComplaint({ mchid: MERCHANT, detail: `no ${index}` })
    simulator.addFault({ kind: 'result-too-large', call: 'list', count: 6 })
    const ids: string[] = []
    for await (const complaint of client.complaints.iterate({ from: '2026-02-01', to: DAY })) ids.push(complaint.id)
    expect(new Set(ids).size).toBe(30)
    expect(ids).toHaveLength(30)
  })

  it('reads through pages that the simulator shifts', async () => {
    await using platform = await setup()
    const { simulator, client } = platform
    for (let index = 0; index < 120; index += 1)
      await simulator.fileComplaint({ mchid: MERCHANT, detail: `no ${index}` })
    const before = simulator.complaints().map((complaint) => complaint.complaintId)
    simulator.addFault({ kind: 'pages-shifting', call: 'list', count: 3 })
    const ids: string[] = []
    for await (const complaint of client.complaints.iterate({ from: DAY, to: DAY })) ids.push(complaint.id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toEqual(expect.arrayContaining(before))
  })
})
