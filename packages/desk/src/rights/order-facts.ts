import { DeskError } from '../errors.ts'
import {
  type OrderChanges,
  type OrderRow,
  rightsOrderOf,
  ticketsOfOrder,
  writeRightsOrder,
} from '../store/rights-orders.ts'
import { checkPast } from './instants.ts'
import { changeTicket, loadTicket, type RightsWork, type TicketRow, type WorkContext } from './ticket-work.ts'

/** @throws {DeskError} `TRANSACTION_UNKNOWN` */
export function requireTransaction(transactionId: string | null | undefined): string {
  if (transactionId !== null && transactionId !== undefined) return transactionId
  throw new DeskError(
    'TRANSACTION_UNKNOWN',
    'The ticket names no transaction, so nothing can be said about its order.',
    'Look for the order by its payer.',
  )
}

const contradiction = (field: string, message: string): DeskError =>
  new DeskError('ORDER_FACTS_CONTRADICT', message, 'Correct what does not fit.', { field })

/** Whether what is said fits together, with what is known already. */
function checkOrder(changes: OrderChanges, known: OrderRow | undefined, now: Date): void {
  const { paidAt, deliveredAt } = changes
  if (paidAt) checkPast('paidAt', paidAt, now)
  if (deliveredAt) checkPast('deliveredAt', deliveredAt, now)
  const delivery = changes.delivery ?? known?.delivery_state ?? undefined
  const at = deliveredAt ?? known?.delivered_at
  if (delivery === 'delivered' && !at) throw contradiction('deliveredAt', 'When it was delivered is missing.')
  if (delivery !== 'delivered' && deliveredAt) throw contradiction('deliveredAt', 'It is not said to be delivered.')
  const paid = paidAt ?? known?.paid_at
  if (delivery === 'delivered' && at && paid && at < paid)
    throw contradiction('deliveredAt', 'It was delivered before it was paid.')
}

/**
 * Says what is known of the order that a ticket is about: the clocks of all its tickets follow from it.
 * @throws {DeskError} `TRANSACTION_UNKNOWN` | `INSTANT_AHEAD` | `ORDER_FACTS_CONTRADICT`, and what
 *   {@link accountOfTicket} throws
 */
export async function setOrderFacts(
  work: RightsWork,
  row: TicketRow,
  given: OrderChanges,
  context: WorkContext,
): Promise<void> {
  const { actor, now } = context
  await changeTicket(work, row, context, async (trx) => {
    const { ticket } = await loadTicket(trx, work, row)
    const transactionId = requireTransaction(ticket.filing?.transactionId)
    const order = { merchantId: row.merchant_id, transactionId }
    checkOrder(given, await rightsOrderOf(trx, order), now)
    const taken = given.delivery !== undefined && given.delivery !== 'delivered'
    await writeRightsOrder(trx, order, taken ? { ...given, deliveredAt: null } : given, {
      source: 'hand',
      by: actor,
      now,
    })
    const said = Object.entries(given).filter(([, value]) => value !== undefined)
    return {
      audited: 'rights.order-facts',
      details: Object.fromEntries(said),
      alsoConcerns: await ticketsOfOrder(trx, order),
    }
  })
}
