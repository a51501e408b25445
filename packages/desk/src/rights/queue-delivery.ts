import type { Kysely } from 'kysely'
import { DeskError } from '../errors.ts'
import { actionsOfComplaint, insertAction } from '../store/actions.ts'
import type { Database } from '../store/schema/database.ts'
import { checkPast } from './instants.ts'
import { requireTransaction } from './order-facts.ts'
import { loadTicket, type RightsWork, type TicketRow, type WorkContext } from './ticket-work.ts'

export interface DeliveryNoticeRequest {
  readonly status: 'delivered' | 'failed'
  readonly at: Date
  /** Needed unless the desk knows it. */
  readonly outTradeNo?: string | undefined
  /** Needed when the delivery failed; the platform is told. */
  readonly reason?: string | undefined
}

/**
 * Stores the intent to report the delivery of a ticket's order (rule R5: in time and truthfully) and wakes the senders.
 * Runs in the caller's transaction.
 * @throws {DeskError} `TRANSACTION_UNKNOWN` | `OUT_TRADE_NO_MISSING` | `DELIVERY_REASON_MISSING` | `DELIVERY_QUEUED` |
 *   `INSTANT_AHEAD` | `ACCOUNT_REMOVED`, and what {@link accountOfTicket} throws
 * @returns the id of the action
 */
export async function queueDeliveryNotice(
  db: Kysely<Database>,
  work: RightsWork,
  row: TicketRow,
  request: DeliveryNoticeRequest,
  context: WorkContext,
): Promise<string> {
  const { ticket, order } = await loadTicket(db, work, row)
  requireTransaction(ticket.filing?.transactionId)
  const { status, at, reason } = request
  checkPast('at', at, context.now)
  const outTradeNo = request.outTradeNo ?? order?.out_trade_no ?? undefined
  if (outTradeNo === undefined) {
    const message = 'The number of the order at the merchant is not known.'
    throw new DeskError('OUT_TRADE_NO_MISSING', message, 'Give it along.', { field: 'outTradeNo' })
  }
  if (status === 'failed' && reason === undefined) {
    const message = 'A delivery that failed needs its reason.'
    throw new DeskError('DELIVERY_REASON_MISSING', message, 'Say why; the platform is told.', { field: 'reason' })
  }
  const complaint = { merchantId: row.merchant_id, complaintId: row.id }
  const underWay = (await actionsOfComplaint(db, complaint)).some(
    ({ kind, state }) => kind === 'delivery-notice' && (state === 'queued' || state === 'sending'),
  )
  if (underWay) {
    const message = 'A delivery notice is on its way already.'
    throw new DeskError('DELIVERY_QUEUED', message, 'Wait for it, or cancel it first.')
  }
  const delivery = { status, at: at.getTime(), outTradeNo, ...(reason === undefined ? {} : { reason }) }
  return await insertAction(db, complaint, { kind: 'delivery-notice', details: { delivery } }, context)
}
