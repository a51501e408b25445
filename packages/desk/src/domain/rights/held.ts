import type { UnixMs } from '../time.ts'
import type { HeldDecisionFact, NoticeFact, OwnFact } from './facts.ts'
import { isHeldDecision } from './facts.ts'

export type HeldCode = 'TICKET_UNKNOWN' | 'TICKET_CLOSED' | 'PAYER_MISMATCH' | 'TRANSACTION_MISMATCH' | 'KIND_UNKNOWN'

/** A notice that was not applied, since its unsigned part may be forged. A person decides. */
export interface HeldNotice {
  readonly id: string
  /** `MsgType` as sent. */
  readonly wireKind: string
  readonly at: UnixMs
  readonly receivedAt: UnixMs
  readonly code: HeldCode
  readonly message: string
}

const messages: Readonly<Record<HeldCode, string>> = {
  TICKET_UNKNOWN: 'No request for this ticket had come before it.',
  TICKET_CLOSED: 'The ticket was closed before it.',
  PAYER_MISMATCH: 'It is signed for another payer than the one who filed the ticket.',
  TRANSACTION_MISMATCH: 'Its transaction number is not one of this account.',
  KIND_UNKNOWN: 'The desk does not know this kind of notification.',
}

export const heldNotice = ({ id, wireKind, at, receivedAt }: NoticeFact, code: HeldCode): HeldNotice => ({
  id,
  wireKind,
  at,
  receivedAt,
  code,
  message: messages[code],
})

/** What people decided, by the notice; of two decisions the first holds. */
export function heldDecisions(ordered: readonly OwnFact[]): ReadonlyMap<string, HeldDecisionFact> {
  const decisions = new Map<string, HeldDecisionFact>()
  for (const fact of ordered) {
    if (isHeldDecision(fact) && !decisions.has(fact.noticeId)) decisions.set(fact.noticeId, fact)
  }
  return decisions
}

/** Transaction numbers begin with the merchant number that was paid. */
const isForeign = ({ transactionId }: NoticeFact, partnerId: string): boolean =>
  transactionId !== null && !transactionId.startsWith(partnerId)

export interface HeldContext {
  readonly partnerId: string
  /** Who filed the ticket; undefined while there is no request. */
  readonly owner: string | undefined
  readonly filed: boolean
}

/** Why a notice is held, whatever the state of its ticket; undefined when it may be applied. */
export function reasonToHold(notice: NoticeFact, { partnerId, owner, filed }: HeldContext): HeldCode | undefined {
  if (notice.kind === 'unknown-notice') return 'KIND_UNKNOWN'
  if (isForeign(notice, partnerId)) return 'TRANSACTION_MISMATCH'
  if (owner !== undefined && notice.openId !== owner) return 'PAYER_MISMATCH'
  if (notice.kind === 'request') return undefined
  return filed ? undefined : 'TICKET_UNKNOWN'
}

/**
 * The payer who filed the ticket: of the request that came first, so that nobody takes a ticket over with an older time
 * and a signature of their own; or of the one that a person applied, should a forged one have come first.
 */
export function ownerOf(
  notices: readonly NoticeFact[],
  decisions: ReadonlyMap<string, HeldDecisionFact>,
  partnerId: string,
): string | undefined {
  const requests = notices.filter(({ kind }) => kind === 'request')
  const applied = requests
    .flatMap((request) => {
      const decision = decisions.get(request.id)
      return decision?.kind === 'held-applied' ? [{ request, at: decision.at }] : []
    })
    .sort((a, b) => a.at - b.at)
  const decided = applied.at(-1)?.request
  if (decided) return decided.openId
  return requests
    .filter((request) => !decisions.has(request.id) && !isForeign(request, partnerId))
    .sort((a, b) => a.receivedAt - b.receivedAt || a.at - b.at || (a.id < b.id ? -1 : 1))[0]?.openId
}
