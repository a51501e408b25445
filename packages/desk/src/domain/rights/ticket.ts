import type { UnixMs } from '../time.ts'
import {
  COMPLAINT_FILED,
  RIGHTS_ARBITRATION_DEMANDED,
  RIGHTS_ARBITRATION_ENDED,
  RIGHTS_CONFIRMED,
  RIGHTS_DELIVERY_REPORTED,
  RIGHTS_HELD_APPLIED,
  RIGHTS_HELD_DISMISSED,
  RIGHTS_MARKED,
  RIGHTS_REJECTED,
  RIGHTS_REOPENED,
  RIGHTS_REQUEST_REPEATED,
  RIGHTS_TAKEN,
} from '../timeline.ts'
import type { ClockEvent } from './deadlines.ts'
import { isHeldDecision, isNotice, type NoticeFact, type OwnFact, type RightsFact } from './facts.ts'
import { type HeldCode, type HeldNotice, heldDecisions, heldNotice, reasonToHold, requestsOfOwner } from './held.ts'
import { filingFirst, placeOwnFacts, sortFacts } from './order-of-facts.ts'

/** MARKED: the merchant is done and the payer is asked. REJECTED: the payer refused. */
export type TicketState = 'PENDING' | 'PROCESSING' | 'MARKED' | 'CLOSED' | 'REJECTED' | 'ARBITRATION'

/** A fact that took effect. */
export interface TicketEvent {
  readonly fact: Exclude<RightsFact, { kind: 'written' }>
  /** Never before what it follows, whatever the clocks say. */
  readonly at: UnixMs
  readonly action: string
}

export interface Ticket {
  readonly state: TicketState
  /** No request has come that could be believed: all that is known are notices held for review. */
  readonly orphan: boolean
  /** Undefined when nothing is known of the ticket at all. */
  readonly openId: string | undefined
  /** The request that filed it; of an orphan the notice that came first. */
  readonly filing: NoticeFact | undefined
  readonly events: readonly TicketEvent[]
  readonly clock: readonly ClockEvent[]
  /** Stretches in which the ticket was open; the last may go on. */
  readonly open: readonly { readonly from: UnixMs; readonly until: UnixMs | null }[]
  /** The newest notice that took effect. */
  readonly lastNotice: NoticeFact['kind'] | undefined
  /** When the payer demanded arbitration that has not ended. */
  readonly arbitrationSince: UnixMs | null
  /** What waits for a person. */
  readonly held: readonly HeldNotice[]
}

/** The platform's words for what the desk calls `state`. */
export function commonState(state: TicketState): 'PENDING' | 'PROCESSING' | 'PROCESSED' {
  if (state === 'PENDING') return 'PENDING'
  return state === 'MARKED' || state === 'CLOSED' ? 'PROCESSED' : 'PROCESSING'
}

const ownActions: Readonly<Record<Exclude<OwnFact['kind'], 'written'>, string>> = {
  marked: RIGHTS_MARKED,
  'delivery-reported': RIGHTS_DELIVERY_REPORTED,
  taken: RIGHTS_TAKEN,
  arbitration: RIGHTS_ARBITRATION_DEMANDED,
  'arbitration-ended': RIGHTS_ARBITRATION_ENDED,
  'held-applied': RIGHTS_HELD_APPLIED,
  'held-dismissed': RIGHTS_HELD_DISMISSED,
}

/** What a ticket is at a point of its history. */
class Folding {
  state: Exclude<TicketState, 'ARBITRATION'> = 'PENDING'
  /** What other requests name of earlier times is not believed. */
  #filedAt: UnixMs | undefined
  arbitrationSince: UnixMs | null = null
  lastNotice: NoticeFact['kind'] | undefined
  readonly events: TicketEvent[] = []
  readonly clock: ClockEvent[] = []
  readonly open: { from: UnixMs; until: UnixMs | null }[] = []
  #lastOwnAt: UnixMs = 0
  /** As above, but for decisions about held notices: they move no clock. */
  #lastActAt: UnixMs = 0

  begin(at: UnixMs): void {
    this.clock.push({ kind: 'opened', at })
    this.open.push({ from: at, until: null })
    this.state = 'PENDING'
  }

  #close(at: UnixMs): void {
    this.state = 'CLOSED'
    this.arbitrationSince = null
    this.clock.push({ kind: 'closed', at })
    const stretch = this.open.at(-1)
    if (stretch) stretch.until ??= at
  }

  notice(fact: NoticeFact): void {
    // Known already, it did not happen later than the desk's own clock said.
    const seenAt = Math.min(fact.at, fact.receivedAt)
    const happenedAt = fact.kind === 'request' ? Math.max(seenAt, this.#filedAt ?? seenAt) : seenAt
    const action = this.#apply(fact, Math.max(happenedAt, this.#lastActAt))
    this.events.push({ fact, at: Math.max(happenedAt, this.#lastOwnAt), action })
    this.lastNotice = fact.kind
  }

  #apply(fact: NoticeFact, at: UnixMs): string {
    if (fact.kind === 'request') return this.#request(fact)
    if (fact.kind === 'confirm') {
      this.#close(at)
      return RIGHTS_CONFIRMED
    }
    if (fact.kind === 'unknown-notice') return fact.wireKind
    const stretch = this.open.at(-1)
    if (stretch?.until !== null) this.open.push({ from: fact.at, until: null })
    this.state = 'REJECTED'
    this.clock.push({ kind: 'rejected', at: fact.at })
    return RIGHTS_REJECTED
  }

  #request(fact: NoticeFact): string {
    const wasFiled = this.#filedAt !== undefined
    this.#filedAt ??= fact.at
    if (wasFiled && this.state !== 'CLOSED') return RIGHTS_REQUEST_REPEATED
    this.begin(Math.max(fact.at, this.#filedAt))
    return wasFiled ? RIGHTS_REOPENED : COMPLAINT_FILED
  }

  own(fact: OwnFact): void {
    const { at } = fact
    this.#lastOwnAt = at
    if (!isHeldDecision(fact)) this.#lastActAt = at
    if (fact.kind !== 'written') this.events.push({ fact, at, action: ownActions[fact.kind] })
    switch (fact.kind) {
      case 'marked':
        this.clock.push({ kind: 'marked', at })
        if (this.state !== 'CLOSED') this.state = 'MARKED'
        return
      case 'taken':
      case 'written':
        if (this.state === 'PENDING' || this.state === 'REJECTED') this.state = 'PROCESSING'
        return
      case 'arbitration':
        this.arbitrationSince ??= at
        if (this.state !== 'CLOSED') return
        this.state = 'PROCESSING'
        this.open.push({ from: at, until: null })
        return
      case 'arbitration-ended':
        if (this.arbitrationSince !== null) this.#close(at)
        return
      default:
    }
  }
}

/**
 * Makes a ticket out of everything that is known of it. Pure: the same facts in any order give the same ticket. What may
 * be forged is held instead of applied, until a person has decided; held or dismissed, it moves nothing.
 * @param partnerId Transaction numbers of the account begin with it.
 */
export function foldTicket(facts: Iterable<RightsFact>, { partnerId }: { readonly partnerId: string }): Ticket {
  const { notices: sorted, own } = sortFacts(facts)
  const decisions = heldDecisions(own)
  const requests = requestsOfOwner(sorted, decisions, partnerId)
  const owner = requests[0]?.openId
  const orphan = owner === undefined
  const notices = filingFirst(sorted, requests[0])
  const believed = notices.filter(({ id }) => decisions.get(id)?.kind !== 'held-dismissed')
  const filing = requests[0] ?? believed[0] ?? notices[0]
  const held = new Map<string, HeldCode>()
  for (const notice of believed) {
    const code = decisions.has(notice.id) ? undefined : reasonToHold(notice, { partnerId, requests })
    if (code !== undefined) held.set(notice.id, code)
  }

  let folding: Folding
  let heldBefore: number
  do {
    heldBefore = held.size
    folding = new Folding()
    // Somebody has to look at an orphan in time, so its clock runs from the first that is known.
    if (orphan && filing) folding.begin(filing.at)
    const effective = believed.filter(({ id }) => !held.has(id))
    for (const fact of placeOwnFacts(effective, own, requests[0])) {
      if (!isNotice(fact)) folding.own(fact)
      else if (folding.state !== 'CLOSED' || fact.kind === 'request' || decisions.has(fact.id)) folding.notice(fact)
      else held.set(fact.id, 'TICKET_CLOSED')
    }
    // What turned out to be held may have moved what the desk did, so that is placed once more without it. Of late
    // answers that cross each other one too many may stay held: a person sees it.
  } while (held.size > heldBefore)

  const forged = orphan && held.size === 0 && folding.lastNotice === undefined
  const state = forged ? 'CLOSED' : folding.arbitrationSince === null ? folding.state : 'ARBITRATION'
  return {
    state,
    orphan,
    openId: owner ?? filing?.openId,
    filing,
    events: folding.events,
    // Dismissed by a person as nothing at all: it owes nothing.
    clock: forged ? [] : folding.clock,
    open: folding.open,
    lastNotice: folding.lastNotice,
    arbitrationSince: folding.arbitrationSince,
    held: believed.flatMap((notice) => {
      const code = held.get(notice.id)
      return code === undefined ? [] : [heldNotice(notice, code)]
    }),
  }
}
