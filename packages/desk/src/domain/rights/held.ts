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
  TICKET_UNKNOWN: 'It does not come after a request for this ticket.',
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
  /** Of the payer who filed the ticket, see {@link requestsOfOwner}. */
  readonly requests: readonly NoticeFact[]
}

/** Why a notice is held, whatever the state of its ticket; undefined when it may be applied. */
export function reasonToHold(notice: NoticeFact, { partnerId, requests }: HeldContext): HeldCode | undefined {
  const [filing] = requests
  if (notice.kind === 'unknown-notice') return 'KIND_UNKNOWN'
  if (isForeign(notice, partnerId)) return 'TRANSACTION_MISMATCH'
  if (filing !== undefined && notice.openId !== filing.openId) return 'PAYER_MISMATCH'
  if (notice.kind === 'request') return undefined
  // Of the same second it has the same signature: whoever saw the request can have sent it.
  const copied = ({ at, receivedAt }: NoticeFact) => at === notice.at && receivedAt <= notice.receivedAt
  return filing === undefined || notice.at <= filing.at || requests.some(copied) ? 'TICKET_UNKNOWN' : undefined
}

/** In the order in which the desk received them. */
const byReceipt = (a: NoticeFact, b: NoticeFact): number =>
  a.receivedAt - b.receivedAt || a.at - b.at || (a.id < b.id ? -1 : 1)

/** Requests that a person applied, or that need nobody to decide unless they are signed for another payer. */
const believable = (
  notices: readonly NoticeFact[],
  decisions: ReadonlyMap<string, HeldDecisionFact>,
  partnerId: string,
): NoticeFact[] =>
  notices.filter((notice) => {
    const decision = decisions.get(notice.id)?.kind
    return (
      notice.kind === 'request' &&
      (decision === undefined ? !isForeign(notice, partnerId) : decision === 'held-applied')
    )
  })

/**
 * The requests of the payer who filed the ticket, as they were received. That payer is the one of the request that came
 * first, so that nobody takes a ticket over with an older time and a signature of their own; or of the one that a person
 * applied, should a forged one have come first. The first of them filed the ticket, whatever times the others name: a
 * signature that was seen elsewhere makes no request that takes its place.
 */
export function requestsOfOwner(
  notices: readonly NoticeFact[],
  decisions: ReadonlyMap<string, HeldDecisionFact>,
  partnerId: string,
): NoticeFact[] {
  const requests = believable(notices, decisions, partnerId).sort(byReceipt)
  const decidedAt = ({ id }: NoticeFact): number => decisions.get(id)?.at ?? Number.NEGATIVE_INFINITY
  const applied = requests.filter(({ id }) => decisions.has(id)).sort((a, b) => decidedAt(a) - decidedAt(b))
  const owner = (applied.at(-1) ?? requests[0])?.openId
  return requests.filter(({ openId }) => openId === owner)
}
