import {
  checkHttpsUrl,
  checkInteger,
  checkMerchantId,
  checkPathId,
  checkText,
  refuseArgument,
} from '../checks/arguments.ts'
import type { OnDrift } from '../reading/drift.ts'
import { RecordReader } from '../reading/record-reader.ts'
import { jsonBody, queryString, type UnsignedRequest } from '../transport/request.ts'
import { REFUND_STATES, type Refund, type RefundRequest } from './refund.ts'

const PATH = '/v3/refund/domestic/refunds'

/**
 * Builds a refund of a domestic order, unsigned. Repeating it with the same `outRefundNo` never pays twice.
 * @throws {ProtocolError} `ARGUMENT_INVALID`
 * @see docs/sdk/sources.md#refunds
 */
export function buildRefund(refund: RefundRequest): UnsignedRequest {
  if ((refund.transactionId === undefined) === (refund.outTradeNo === undefined)) {
    refuseArgument('transactionId', 'give exactly one of transactionId and outTradeNo')
  }
  const total = checkInteger(refund.orderAmount, 'orderAmount', 1)
  const body = {
    sub_mchid: refund.subMerchantId === undefined ? undefined : checkMerchantId(refund.subMerchantId, 'subMerchantId'),
    transaction_id:
      refund.transactionId === undefined ? undefined : checkText(refund.transactionId, 'transactionId', { max: 32 }),
    out_trade_no: refund.outTradeNo === undefined ? undefined : checkText(refund.outTradeNo, 'outTradeNo', { max: 32 }),
    out_refund_no: checkOutRefundNo(refund.outRefundNo),
    reason: refund.reason === undefined ? undefined : checkText(refund.reason, 'reason', { max: 80 }),
    notify_url: refund.notifyUrl === undefined ? undefined : checkHttpsUrl(refund.notifyUrl, 'notifyUrl', 256),
    amount: { refund: checkInteger(refund.amount, 'amount', 1, total), total, currency: 'CNY' },
  }
  return { call: 'refund', method: 'POST', path: PATH, effect: 'idempotent', body: jsonBody(body) }
}

export const buildRefundQuery = (outRefundNo: string, subMerchantId: string | undefined): UnsignedRequest => ({
  call: 'refund',
  method: 'GET',
  path: `${PATH}/${checkPathId(checkOutRefundNo(outRefundNo), 'outRefundNo')}${queryString({
    sub_mchid: subMerchantId === undefined ? undefined : checkMerchantId(subMerchantId, 'subMerchantId'),
  })}`,
  effect: 'read',
})

export function readRefund(json: unknown, onDrift?: OnDrift): Refund {
  const reader = new RecordReader(json, '', { shape: 'refund', onDrift })
  const amount = reader.record('amount', (money) => ({
    refund: money.integer('refund'),
    total: money.integer('total'),
    payerRefund: money.optionalInteger('payer_refund'),
  }))
  return {
    refundId: reader.id('refund_id'),
    outRefundNo: reader.id('out_refund_no'),
    transactionId: reader.text('transaction_id'),
    outTradeNo: reader.text('out_trade_no'),
    state: reader.enum('status', REFUND_STATES),
    amount: amount?.refund ?? 0,
    orderAmount: amount?.total ?? 0,
    payerRefund: amount?.payerRefund,
    receivedBy: reader.optionalText('user_received_account'),
    createdAt: reader.optionalInstant('create_time'),
    succeededAt: reader.optionalInstant('success_time'),
    raw: reader.source,
  }
}

function checkOutRefundNo(value: string): string {
  if (typeof value === 'string' && /^[0-9A-Za-z_\-|*@]{1,64}$/.test(value)) return value
  return refuseArgument('outRefundNo', 'expected 1 to 64 characters of 0-9 a-z A-Z _ - | * @')
}
