import type { Goods, Payment } from '../official-account/official-state.ts'
import type { RightsTicket } from './ticket.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** From payment to delivery at the latest (R1). */
export const DELIVERY_LIMIT: Readonly<Record<Goods, number>> = {
  virtual: 24 * HOUR,
  service: 24 * HOUR,
  physical: 72 * HOUR,
}
/** From payment, a complaint may be filed within this (R2). */
export const FILING_LIMIT = 45 * DAY
/** From filing to settlement, when nothing was delivered in time (R3). */
export const UNDELIVERED_LIMIT: Readonly<Record<Goods, number>> = { virtual: DAY, service: DAY, physical: 2 * DAY }
/** From filing to settlement, when it was delivered (R4). */
export const DELIVERED_LIMIT: Readonly<Record<Goods, number>> = {
  virtual: 3 * DAY,
  service: 3 * DAY,
  physical: 15 * DAY,
}

export type FilingRefusal = 'TOO_LATE' | 'DELIVERY_NOT_OVERDUE'

const isDelivered = (payment: Payment): boolean => payment.delivery?.status === 'delivered'

/** Why a payer may not complain about this payment now; undefined when they may. */
export function filingRefusal(payment: Payment, now: number): FilingRefusal | undefined {
  if (now > payment.paidAt + FILING_LIMIT) return 'TOO_LATE'
  const overdue = now > payment.paidAt + DELIVERY_LIMIT[payment.goods]
  return isDelivered(payment) || overdue ? undefined : 'DELIVERY_NOT_OVERDUE'
}

/** When a ticket filed now must be settled; what counts is the delivery at that moment. */
export const dueAtOf = (payment: Payment, filedAt: number): number =>
  filedAt + (isDelivered(payment) ? DELIVERED_LIMIT : UNDELIVERED_LIMIT)[payment.goods]

/** The payer may call in the platform: overdue, or not content with the result. */
export const mayArbitrate = (ticket: RightsTicket, now: number): boolean =>
  ticket.state === 'REJECTED' || ticket.state === 'CLOSED' || (ticket.state === 'PENDING' && now > ticket.dueAt)
