import { uuidv7 } from 'uuidv7'
import { DeskError } from '../errors.ts'
import { addFact, changeTicket, loadTicket, type RightsWork, type TicketRow, type WorkContext } from './ticket-work.ts'

/**
 * Notes that somebody works on a ticket. One that is taken up already stays as it is.
 * @throws {DeskError} `TICKET_NOT_OPEN` when there is nothing to work on, and what {@link accountOfTicket} throws
 */
export async function takeUp(work: RightsWork, row: TicketRow, context: WorkContext): Promise<void> {
  await changeTicket(work, row, context, async (trx) => {
    const { state } = (await loadTicket(trx, work, row)).ticket
    if (state === 'PROCESSING') return undefined
    if (state !== 'PENDING' && state !== 'REJECTED') {
      const message = `The ticket is ${state}.`
      throw new DeskError('TICKET_NOT_OPEN', message, 'Only new and refused tickets are taken up.')
    }
    const at = context.now.getTime()
    await addFact(trx, work, row, { kind: 'taken', id: `taken:${uuidv7()}`, at, receivedAt: at, actor: context.actor })
    return { audited: 'rights.taken-up', details: {} }
  })
}
