import { beijingTime } from '../clock/beijing.ts'
import type { PlatformState } from '../state/platform-state.ts'
import type { Switches } from '../switches.ts'
import type { Platform } from './platform.ts'
import type { Refund } from './refund.ts'

export interface RefundServices {
  readonly state: PlatformState
  readonly platform: Platform
  readonly switches: Readonly<Switches>
  readonly now: () => number
  readonly schedule: (at: number, run: () => Promise<void>) => void
  /** Sends the result of a refund to the address that the refund call named. */
  readonly announceResult: (refund: Refund, url: string, plaintext: object) => void
}

export interface RefundRequest {
  readonly outRefundNo: string
  readonly amount: number
  readonly reason: string | null
  readonly notifyUrl: string | null
}

/** Money on its way back: started by the merchant, arriving some time later. */
export class Refunds {
  readonly #services: RefundServices

  constructor(services: RefundServices) {
    this.#services = services
  }

  /** @throws {TransitionRefused} when it exceeds what is left of the order */
  start(complaintId: string, request: RefundRequest): Refund {
    const { state, platform, now } = this.#services
    const complaint = platform.complaint(complaintId)
    platform.act(complaintId, { kind: 'refund-started', amount: request.amount })
    const refund: Refund = {
      ...request,
      id: state.ids.refund(now()),
      mchid: complaint.mchid,
      complaintId,
      transactionId: complaint.order.transactionId,
      outTradeNo: complaint.order.outTradeNo,
      total: complaint.order.amount,
      createdAt: now(),
      arrivedAt: null,
    }
    state.keepRefund(refund)
    this.#scheduleArrival(refund)
    return refund
  }

  /** Puts refunds of a restored state that are still on their way back on the clock. */
  resume(): void {
    for (const refund of this.#services.state.refunds.values()) this.#scheduleArrival(refund)
  }

  /**
   * Lets everything that is on its way to this payer arrive now. Where the merchant started nothing by the refund
   * call, it is taken to have refunded on the platform's own pages: the sum asked for starts and arrives.
   */
  arriveAll(complaintId: string): void {
    const { state, platform } = this.#services
    const complaint = platform.complaint(complaintId)
    const own = [...state.refunds.values()].filter((refund) => refund.complaintId === complaintId)
    const rest = complaint.order.amount - complaint.refundedAmount
    if (own.length === 0 && rest > 0) {
      const amount = Math.min(complaint.applyRefundAmount ?? rest, rest)
      const started = this.start(complaintId, {
        outRefundNo: `PAGE${complaintId}`,
        amount,
        reason: null,
        notifyUrl: null,
      })
      own.push(started)
    }
    for (const refund of own) this.#arrive(refund)
  }

  #scheduleArrival(refund: Refund): void {
    const seconds = this.#services.switches.refundArrivesAfter
    if (refund.arrivedAt !== null || seconds === null) return
    this.#services.schedule(refund.createdAt + seconds * 1000, () => {
      this.#arrive(refund)
      return Promise.resolve()
    })
  }

  #arrive(started: Refund): void {
    const { state, platform, now, announceResult } = this.#services
    const refund = state.refund(started.mchid, started.outRefundNo)
    // It may have arrived by hand meanwhile, or everything was reset.
    if (refund?.id !== started.id || refund.arrivedAt !== null) return
    const arrived: Refund = { ...refund, arrivedAt: now() }
    state.keepRefund(arrived)
    platform.act(refund.complaintId, { kind: 'refund-arrived', amount: refund.amount })
    if (arrived.notifyUrl !== null) announceResult(arrived, arrived.notifyUrl, resultOf(arrived))
  }
}

const resultOf = (refund: Refund): object => ({
  mchid: refund.mchid,
  transaction_id: refund.transactionId,
  out_trade_no: refund.outTradeNo,
  refund_id: refund.id,
  out_refund_no: refund.outRefundNo,
  refund_status: 'SUCCESS',
  success_time: beijingTime(refund.arrivedAt ?? refund.createdAt),
  user_received_account: '支付用户零钱',
  amount: { total: refund.total, refund: refund.amount, payer_total: refund.total, payer_refund: refund.amount },
})
