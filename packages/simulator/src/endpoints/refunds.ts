import { beijingTime } from '../clock/beijing.ts'
import { anything, choice, integer, list, object, optional, text } from '../fields/fields.ts'
import { readBody } from '../http/body.ts'
import { type CallContext, type Endpoint, json } from '../http/endpoint.ts'
import { readQuery } from '../http/query.ts'
import { refuse } from '../http/refusals.ts'
import type { Complaint } from '../platform/complaint.ts'
import { TransitionRefused } from '../platform/platform.ts'
import type { Refund } from '../platform/refund.ts'
import { mayActFor } from '../state/merchant.ts'
import { urlProblem } from './notification-address.ts'

const PATH = '/v3/refund/domestic/refunds'

const body = object({
  sub_mchid: optional(text({ label: '子商户号', max: 32 })),
  transaction_id: optional(text({ label: '微信支付订单号', max: 32 })),
  out_trade_no: optional(text({ label: '商户订单号', max: 32 })),
  out_refund_no: text({
    label: '商户退款单号',
    max: 64,
    pattern: /^[\w|*@-]+$/,
    expected: 'expected letters, digits, _-|*@',
  }),
  reason: optional(text({ label: '退款原因', max: 80 })),
  notify_url: optional(text({ label: '退款结果回调url', max: 256 })),
  funds_account: optional(choice(['AVAILABLE', 'UNSETTLED'])),
  amount: object({
    refund: integer({ min: 1, label: '退款金额' }),
    from: optional(list(object({ account: choice(['AVAILABLE', 'UNAVAILABLE']), amount: integer({ min: 1 }) }))),
    total: integer({ min: 1, label: '原订单金额' }),
    currency: choice(['CNY'], '退款币种'),
  }),
  goods_detail: optional(list(anything())),
})

/** Starts a refund. The same `out_refund_no` with the same sums is the same refund; money never moves twice. */
const createRefund: Endpoint = {
  call: 'refund',
  method: 'POST',
  path: PATH,
  handle(context) {
    const given = readBody(context.request, body, context.services.strictness())
    if (given.transaction_id === undefined && given.out_trade_no === undefined) {
      throw refuse.body('/transaction_id', '与out_trade_no二选一必填', 'is required unless out_trade_no is given')
    }
    const problem =
      given.notify_url === undefined
        ? undefined
        : urlProblem(given.notify_url, context.services.allowLocalNotificationUrls)
    if (problem !== undefined) {
      throw refuse.body('/notify_url', `校验失败，${problem.zh}`, problem.en, given.notify_url)
    }
    const complaint = orderOf(context, given.transaction_id, given.out_trade_no)
    const { state, refunds } = context.services
    if (given.amount.total !== complaint.order.amount) {
      throw refuse.body('/amount/total', '订单金额不一致', 'is not the amount of the order', given.amount.total)
    }
    const earlier = state.refund(complaint.mchid, given.out_refund_no)
    if (earlier !== undefined) {
      if (earlier.amount !== given.amount.refund || earlier.transactionId !== complaint.order.transactionId) {
        throw refuse.refundDiffers()
      }
      return json(refundJson(earlier))
    }
    try {
      const refund = refunds.start(complaint.id, {
        outRefundNo: given.out_refund_no,
        amount: given.amount.refund,
        reason: given.reason ?? null,
        notifyUrl: given.notify_url ?? null,
      })
      return json(refundJson(refund))
    } catch (error) {
      throw error instanceof TransitionRefused ? refuse.refundTooLarge() : error
    }
  },
}

/** What became of a refund. */
const queryRefund: Endpoint = {
  call: 'refund',
  method: 'GET',
  path: `${PATH}/{out_refund_no}`,
  handle(context) {
    const subMchid = readQuery(context.request.query).get('sub_mchid')
    const merchant = context.services.state.merchants.get(subMchid ?? context.caller.mchid)
    const refund =
      merchant !== undefined && mayActFor(context.caller.mchid, merchant)
        ? context.services.state.refund(merchant.mchid, context.params['out_refund_no'] ?? '')
        : undefined
    if (refund === undefined) throw refuse.refundUnknown()
    return json(refundJson(refund))
  },
}

export const refundCalls: readonly Endpoint[] = [createRefund, queryRefund]

function orderOf(context: CallContext, transactionId: string | undefined, outTradeNo: string | undefined): Complaint {
  const { state } = context.services
  const complaint =
    transactionId === undefined ? state.complaintOfTrade(outTradeNo ?? '') : state.complaintOfOrder(transactionId)
  const merchant = complaint === undefined ? undefined : state.merchants.get(complaint.mchid)
  if (complaint === undefined || merchant === undefined || !mayActFor(context.caller.mchid, merchant)) {
    throw refuse.orderUnknown()
  }
  return complaint
}

const refundJson = (refund: Refund): object => ({
  refund_id: refund.id,
  out_refund_no: refund.outRefundNo,
  transaction_id: refund.transactionId,
  out_trade_no: refund.outTradeNo,
  channel: 'ORIGINAL',
  user_received_account: '支付用户零钱',
  ...(refund.arrivedAt === null ? {} : { success_time: beijingTime(refund.arrivedAt) }),
  create_time: beijingTime(refund.createdAt),
  status: refund.arrivedAt === null ? 'PROCESSING' : 'SUCCESS',
  funds_account: 'AVAILABLE',
  amount: {
    total: refund.total,
    refund: refund.amount,
    payer_total: refund.total,
    payer_refund: refund.amount,
    settlement_refund: refund.amount,
    settlement_total: refund.total,
    discount_refund: 0,
    currency: 'CNY',
  },
})
