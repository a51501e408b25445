import type { Fen, Instant } from '../brands.ts'
import { knownNames, type NameIn, type Open } from '../open-enum.ts'

export const REFUND_STATES = knownNames({
  SUCCESS: 'SUCCESS',
  CLOSED: 'CLOSED',
  PROCESSING: 'PROCESSING',
  ABNORMAL: 'ABNORMAL',
})
export type RefundState = NameIn<typeof REFUND_STATES>

/** Give exactly one of the two. */
export type RefundedOrder =
  | { readonly transactionId: string; readonly outTradeNo?: undefined }
  | { readonly outTradeNo: string; readonly transactionId?: undefined }

export type RefundRequest = RefundedOrder & {
  /**
   * The merchant's own number of this refund, 1 to 64 characters of `0-9 a-z A-Z _ - | * @`. The same number never pays
   * twice: derive it from what is refunded, do not draw it at random.
   */
  readonly outRefundNo: string
  /** Fen, at least 1, at most `orderAmount`. */
  readonly amount: Fen
  /** Fen; the whole order. */
  readonly orderAmount: Fen
  /** At most 80 characters, shown to the payer. */
  readonly reason?: string | undefined
  /** https address for the notification of the result. */
  readonly notifyUrl?: string | undefined
  /** Partners only: the sub-merchant whose order it is. */
  readonly subMerchantId?: string | undefined
}

/** A refund (退款单) as the create and the query call return it. */
export interface Refund {
  readonly refundId: string
  readonly outRefundNo: string
  readonly transactionId: string
  readonly outTradeNo: string
  readonly state: Open<RefundState>
  readonly amount: Fen
  readonly orderAmount: Fen
  /** What the payer gets back, without coupons. */
  readonly payerRefund: Fen | undefined
  /** Where the money goes, in the platform's words. */
  readonly receivedBy: string | undefined
  readonly createdAt: Instant | undefined
  /** Only when it has arrived. */
  readonly succeededAt: Instant | undefined
  readonly raw: unknown
}
