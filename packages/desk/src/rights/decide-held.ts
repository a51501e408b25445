import { DeskError } from '../errors.ts'
import { addFact, changeTicket, loadTicket, type RightsWork, type TicketRow, type WorkContext } from './ticket-work.ts'

export interface HeldDecision {
  readonly noticeId: string
  readonly decision: 'apply' | 'dismiss'
  /** For those who look at it later. */
  readonly reason: string
}

/**
 * Decides about a notice that was held, since its unsigned part may be forged. Once and for good.
 * @throws {DeskError} `HELD_NOTICE_UNKNOWN` | `HELD_NOTICE_DECIDED`, and what {@link accountOfTicket} throws
 */
export async function decideHeldNotice(
  work: RightsWork,
  row: TicketRow,
  { noticeId, decision, reason }: HeldDecision,
  context: WorkContext,
): Promise<void> {
  const { actor, now } = context
  await changeTicket(work, row, context, async (trx) => {
    const { ticket } = await loadTicket(trx, work, row)
    const decided = ticket.events.some(({ fact }) => 'noticeId' in fact && fact.noticeId === noticeId)
    const held = ticket.held.find(({ id }) => id === noticeId)
    if (!decided && held === undefined) {
      const message = 'No notification of this ticket is held under this id.'
      throw new DeskError('HELD_NOTICE_UNKNOWN', message, 'Read the complaint again.', { field: 'noticeId' })
    }
    // One id for both decisions: whoever comes second changes nothing.
    const added = await addFact(trx, work, row, {
      kind: decision === 'apply' ? 'held-applied' : 'held-dismissed',
      id: `held:${noticeId}`,
      at: now.getTime(),
      receivedAt: now.getTime(),
      actor,
      noticeId,
      reason,
    })
    if (!added) {
      const message = 'Somebody has decided about this notification already.'
      throw new DeskError('HELD_NOTICE_DECIDED', message, 'See the timeline of the complaint.')
    }
    return { audited: `rights.held-${decision}`, details: { noticeId, code: held?.code, reason } }
  })
}
