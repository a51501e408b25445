/** A refund of an order, as the refund call keeps it. */
export interface Refund {
  readonly id: string
  readonly outRefundNo: string
  readonly mchid: string
  readonly complaintId: string
  readonly transactionId: string
  readonly outTradeNo: string
  /** Fen. */
  readonly amount: number
  readonly total: number
  readonly reason: string | null
  readonly notifyUrl: string | null
  /** Milliseconds since 1970. */
  readonly createdAt: number
  readonly arrivedAt: number | null
}
