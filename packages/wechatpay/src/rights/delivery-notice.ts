import { ProtocolError } from '../errors.ts'
import { type AppId, parseOpenId } from '../official-account/ids.ts'
import type { ApiRequest } from '../official-account/transport/send-api.ts'
import type { PaySignKey } from './app-signature.ts'

/** What became of an order; liability and the clocks of a complaint follow from it. */
export interface DeliveryNotice {
  readonly openId: string
  /** `TransId`, 28 digits in samples. */
  readonly transactionId: string
  readonly outTradeNo: string
  readonly deliveredAt: Date
  readonly status: 'delivered' | 'failed'
  /** Needed when it failed. Default `ok`. */
  readonly message?: string | undefined
}

/**
 * Builds the signed delivery notice (发货通知, delivernotify). Due 24 h after payment for virtual goods and services, 72 h
 * for physical goods.
 * @throws {ProtocolError} `ARGUMENT_INVALID`
 * @see docs/sources-rights-v16.md#delivery-notice (spec legacy-v16 3.4)
 */
export function buildDeliveryNotice(appId: AppId, key: PaySignKey, notice: DeliveryNotice): ApiRequest {
  const seconds = Math.floor(notice.deliveredAt.getTime() / 1000)
  if (!(seconds > 0)) throw invalid('deliveredAt', 'expected an instant after 1970')
  if (notice.status === 'failed' && (notice.message ?? '').trim() === '')
    throw invalid('message', 'a failed delivery needs its reason')
  const fields = {
    appid: appId,
    openid: parseOpenId(notice.openId),
    transid: identifier(notice.transactionId, 'transactionId'),
    out_trade_no: identifier(notice.outTradeNo, 'outTradeNo'),
    deliver_timestamp: String(seconds),
    deliver_status: notice.status === 'delivered' ? '1' : '0',
    deliver_msg: notice.message ?? 'ok',
  }
  return {
    method: 'POST',
    path: '/pay/delivernotify',
    effect: 'idempotent',
    json: { ...fields, app_signature: key.sign(fields), sign_method: 'sha1' },
  }
}

function identifier(value: string, field: string): string {
  if (!/^[\x21-\x7e]{1,64}$/.test(value)) throw invalid(field, 'expected 1 to 64 letters and digits')
  return value
}

const invalid = (field: string, message: string): ProtocolError =>
  new ProtocolError('ARGUMENT_INVALID', `${field}: ${message}`, { field })
