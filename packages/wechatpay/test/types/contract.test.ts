import { describe, expectTypeOf, it } from 'vitest'
import {
  type BlockDraft,
  block,
  type Complaint,
  type ComplaintMediaId,
  type MessageBlock,
  type Notification,
  openText,
  type RefundDecision,
  type Reply,
  type WechatPayClient,
} from '../../src/index.ts'

/**
 * What must not compile. The type check of the tests fails when one of these lines does; nothing here runs.
 */
export const mustNotCompile = {
  async mediaIds(client: WechatPayClient, complaint: Complaint): Promise<void> {
    const reply = { complaintedMerchantId: complaint.complaintedMerchantId, content: 'x' }
    // @ts-expect-error -- plain text is no media id
    await client.complaints.reply(complaint.id, { ...reply, images: ['file23578_21798531.jpg'] })
    // @ts-expect-error -- the address of a picture is no media id
    await client.complaints.reply(complaint.id, { ...reply, images: complaint.media[0]?.urls })
    // @ts-expect-error -- a complaint id is no media id
    block.image(complaint.id)
    const uploaded = await client.images.upload({ fileName: 'a.png', bytes: new Uint8Array() })
    // @ts-expect-error -- one uploaded picture is not a list
    await client.complaints.reply(complaint.id, { ...reply, images: uploaded })
  },
  missingFields(): void {
    // @ts-expect-error -- the merchant of the complaint is missing
    const reply: Reply = { content: 'x' }
    // @ts-expect-error -- an approval says when the refund starts
    const approval: RefundDecision = { decision: 'approve' }
    // @ts-expect-error -- a rejection gives a reason
    const rejection: RefundDecision = { decision: 'reject' }
    // @ts-expect-error -- an approval has no reason
    const mixed: RefundDecision = { decision: 'approve', launchRefundDay: 0, reason: 'x' }
    void [reply, approval, rejection, mixed]
  },
  uncheckedUnions(notification: Notification, complaint: Complaint, message: MessageBlock): void {
    // @ts-expect-error -- not every notification is about a complaint
    void notification.complaintId
    // @ts-expect-error -- the platform may have invented another state
    const state: 'PENDING' | 'PROCESSING' | 'PROCESSED' = complaint.state
    // @ts-expect-error -- not every block has a text
    void message.text
    // @ts-expect-error -- there may be no order
    void complaint.orders[0].amount
    // @ts-expect-error -- the phone may be absent, and it is encrypted
    const phone: string = complaint.payerPhoneCiphertext
    void [state, phone]
  },
  wrongShapes(client: WechatPayClient): void {
    // @ts-expect-error -- a block comes from a builder, with its wire form
    const draft: BlockDraft = { type: 'TEXT', text: 'x' }
    // @ts-expect-error -- there is no such colour
    block.text('x', { color: 'RED' })
    // @ts-expect-error -- give one of the two order numbers
    void client.refunds.create({ outRefundNo: 'a', amount: 1, orderAmount: 1 })
    // @ts-expect-error -- not both order numbers
    void client.refunds.create({ transactionId: 'a', outTradeNo: 'b', outRefundNo: 'a', amount: 1, orderAmount: 1 })
    // @ts-expect-error -- answers cannot be changed
    client.keyring.list().push()
    void draft
  },
}

describe('types', () => {
  it('narrow a notification by its kind, and an open value by its form', () => {
    const read = (notification: Notification): string | undefined =>
      notification.kind === 'complaint' ? openText(notification.action) : undefined
    expectTypeOf(read).returns.toEqualTypeOf<string | undefined>()
  })

  it('let an id be used as text, and not text as an id', () => {
    expectTypeOf<ComplaintMediaId>().toExtend<string>()
    expectTypeOf<string>().not.toExtend<ComplaintMediaId>()
    expectTypeOf<Complaint['id']>().not.toExtend<ComplaintMediaId>()
  })

  it('say that a receiving call returns at once, and what calls return', () => {
    expectTypeOf<WechatPayClient['complaints']['reply']>().returns.toEqualTypeOf<Promise<void>>()
    expectTypeOf<WechatPayClient['images']['upload']>().returns.toEqualTypeOf<Promise<ComplaintMediaId>>()
    expectTypeOf<WechatPayClient['decrypt']>().returns.toEqualTypeOf<string>()
  })
})
