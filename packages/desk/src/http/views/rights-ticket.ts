import { MESSAGE_PROFILES, replyWindow, type WindowEntry } from '@redress/wechatpay'
import type { z } from 'zod'
import { arbitrationReasons, deliveryDueAt, filingOf } from '../../domain/rights/deadlines.ts'
import type { HeldNotice } from '../../domain/rights/held.ts'
import type { OutgoingMessageType } from '../../domain/rights/message.ts'
import { maskPhones, readRemark } from '../../domain/rights/remark.ts'
import type { UnixMs } from '../../domain/time.ts'
import type { OfficialAccountInfo } from '../../official-accounts/accounts.ts'
import type { RightsTicketParts } from '../../store/rights-tickets.ts'
import type { heldNotice, rightsTicket } from '../schemas/rights.ts'
import { instantOf } from './complaint.ts'

export type RightsTicketView = z.infer<typeof rightsTicket>

export interface RightsContext {
  readonly account: OfficialAccountInfo
  readonly openId: string
  /** What opened, used and ended the reply window. */
  readonly window: readonly WindowEntry[]
  readonly now: Date
}

const messageTypes: readonly OutgoingMessageType[] = ['text', 'image', 'voice', 'video', 'music', 'news']

const orNull = (at: UnixMs | null): string | null => (at === null ? null : instantOf(at))

const masked = (text: string | null): string | null => (text === null || text === '' ? null : maskPhones(text))

const heldView = ({ id, wireKind, at, receivedAt, code, message }: HeldNotice): z.infer<typeof heldNotice> => ({
  id,
  kind: wireKind === 'confirm' || wireKind === 'reject' || wireKind === 'request' ? wireKind.toUpperCase() : wireKind,
  at: instantOf(at),
  receivedAt: instantOf(receivedAt),
  code,
  message,
})

function windowView({ account, window, now }: RightsContext): RightsTicketView['replyWindow'] {
  const found = replyWindow(account.profile, window, now)
  return found.open
    ? { open: true, closesAt: found.closesAt.toISOString(), remaining: found.remaining, reason: null }
    : { open: false, closesAt: null, remaining: null, reason: found.reason }
}

/** What a rights ticket has beyond other complaints. The payer's number is masked in every text. */
export function rightsTicketView(parts: RightsTicketParts, context: RightsContext): RightsTicketView {
  const { ticket, order, orderFacts, clock } = parts
  const { account, openId, now } = context
  const { filing } = ticket
  const profile = MESSAGE_PROFILES[account.profile]
  const rejected = ticket.lastNotice === 'reject' && ticket.state !== 'CLOSED'
  const reasons = arbitrationReasons(clock.deadlines, { rejected, now: now.getTime() })
  return {
    appId: account.appId,
    openId,
    ticketState: ticket.state,
    reason: masked(filing?.reason ?? null) ?? '',
    solution: masked(filing?.solution ?? null),
    remark: masked(readRemark(filing?.remark ?? null).text),
    transactionId: filing?.transactionId ?? null,
    order: {
      goods: orderFacts.goods,
      goodsAssumed: (order?.goods ?? null) === null,
      outTradeNo: order?.out_trade_no ?? null,
      paidAt: orNull(orderFacts.paidAt),
      delivery: orderFacts.delivery ?? 'unknown',
      deliveredAt: orNull(orderFacts.deliveredAt),
      deliveryDueAt: orNull(deliveryDueAt(orderFacts)),
      source: order?.source ?? null,
    },
    filing: filingView(parts),
    arbitration: { eligible: reasons.length > 0, reasons, demandedAt: orNull(ticket.arbitrationSince) },
    replyWindow: windowView(context),
    messageTypes: messageTypes.filter((type) => profile.types.has(type)),
    maxArticles: profile.maxArticles,
    heldNotices: ticket.held.map(heldView),
  }
}

/** Of an orphan nobody knows when it was filed. */
function filingView({ ticket, orderFacts }: RightsTicketParts): RightsTicketView['filing'] {
  if (ticket.orphan || ticket.filing === undefined) return { endsAt: null, problem: null }
  const { endsAt, problem } = filingOf(orderFacts, ticket.filing.at)
  return { endsAt: orNull(endsAt), problem }
}
