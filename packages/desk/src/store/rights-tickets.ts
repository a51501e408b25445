import type { Kysely } from 'kysely'
import type { Reading } from '../domain/deadlines.ts'
import { type OrderFacts, readRightsClock } from '../domain/rights/deadlines.ts'
import type { RightsFact, WrittenFact } from '../domain/rights/facts.ts'
import type { Goods } from '../domain/rights/goods.ts'
import { foldTicket, type Ticket } from '../domain/rights/ticket.ts'
import type { MasterKey } from '../sealing/seal.ts'
import { type ConversationEntry, conversationOf } from './conversation.ts'
import { rightsFactsOf, type TicketKey } from './rights-facts.ts'
import { type OrderRow, rightsOrderOf, rowToOrderFacts } from './rights-orders.ts'
import type { Database } from './schema/database.ts'

/** What of an official account decides about its tickets. */
export interface TicketRules {
  readonly partnerId: string
  readonly defaultGoods: Goods
  readonly afterRejection: 'restart' | 'original'
}

/** A ticket with all that belongs to it. */
export interface RightsTicketParts {
  readonly ticket: Ticket
  /** Between the account and the payer while the ticket was open, and what was written from it; the oldest first. */
  readonly conversation: readonly ConversationEntry[]
  readonly order: OrderRow | undefined
  readonly orderFacts: OrderFacts
  readonly clock: Reading
}

const writtenFact = ({ id, at, receivedAt }: ConversationEntry): WrittenFact => ({
  kind: 'written',
  id: `out:${id}`,
  at: at.getTime(),
  receivedAt: receivedAt.getTime(),
})

/** An entry belongs to every ticket of its payer that is open at its time. */
const isWithin = ({ open }: Ticket, at: number): boolean =>
  open.some(({ from, until }) => at >= from && (until === null || at <= until))

/** A message is shown where it was written, even after the ticket was closed. */
const isFrom = ({ direction, payload }: ConversationEntry, feedbackId: string): boolean =>
  direction === 'out' && payload['feedbackId'] === feedbackId

async function conversationAround(db: Kysely<Database>, { merchantId, feedbackId }: TicketKey, ticket: Ticket) {
  if (ticket.openId === undefined) return []
  const all = await conversationOf(db, merchantId, ticket.openId)
  return all.filter((entry) => isWithin(ticket, entry.at.getTime()) || isFrom(entry, feedbackId))
}

/** Reads everything that is known of a ticket and makes it into one. */
export async function loadRightsTicket(
  db: Kysely<Database>,
  masterKey: MasterKey,
  key: TicketKey,
  rules: TicketRules,
): Promise<RightsTicketParts> {
  const facts: RightsFact[] = await rightsFactsOf(db, masterKey, key)
  const alone = foldTicket(facts, rules)
  const conversation = await conversationAround(db, key, alone)
  const written = conversation
    .filter(({ direction, at }) => direction === 'out' && isWithin(alone, at.getTime()))
    .map(writtenFact)
  const ticket = written.length === 0 ? alone : foldTicket([...facts, ...written], rules)
  const transactionId = ticket.filing?.transactionId ?? null
  const order =
    transactionId === null ? undefined : await rightsOrderOf(db, { merchantId: key.merchantId, transactionId })
  const orderFacts = rowToOrderFacts(order, rules.defaultGoods)
  return { ticket, conversation, order, orderFacts, clock: readRightsClock(ticket.clock, orderFacts, rules) }
}
