import { uuidv7 } from 'uuidv7'
import { DeskError } from '../errors.ts'
import { checkPast } from './instants.ts'
import { addFact, changeTicket, loadTicket, type RightsWork, type TicketRow, type WorkContext } from './ticket-work.ts'

export interface Arbitration {
  /** False: it has ended, and the ticket with it. */
  readonly demanded: boolean
  /** Default: now. */
  readonly at?: Date | undefined
}

/**
 * Notes what only people are told: that the payer demands arbitration by the platform, or that it has ended. What is
 * noted already stays as it is.
 * @throws {DeskError} `ARBITRATION_NOT_OPEN` | `INSTANT_AHEAD`, and what {@link accountOfTicket} throws
 */
export async function noteArbitration(
  work: RightsWork,
  row: TicketRow,
  { demanded, at }: Arbitration,
  context: WorkContext,
): Promise<void> {
  const { actor, now } = context
  if (at !== undefined) checkPast('at', at, now)
  await changeTicket(work, row, context, async (trx) => {
    const { arbitrationSince } = (await loadTicket(trx, work, row)).ticket
    if (demanded && arbitrationSince !== null) return undefined
    if (!demanded && arbitrationSince === null) {
      throw new DeskError(
        'ARBITRATION_NOT_OPEN',
        'No arbitration is noted for this ticket.',
        'Note its beginning first.',
      )
    }
    const kind = demanded ? ('arbitration' as const) : ('arbitration-ended' as const)
    const fact = { kind, id: `${kind}:${uuidv7()}`, at: (at ?? now).getTime(), receivedAt: now.getTime(), actor }
    await addFact(trx, work, row, fact)
    return { audited: `rights.${kind}`, details: { at: (at ?? now).toISOString() } }
  })
}
