import { maskPhones, readRemark } from '../domain/rights/remark.ts'
import { commonState, type TicketEvent } from '../domain/rights/ticket.ts'
import {
  COMPLAINT_FILED,
  isPayerMessage,
  MERCHANT_REPLIED,
  RIGHTS_CONFIRMED,
  RIGHTS_MARKED,
  RIGHTS_REJECTED,
  RIGHTS_REOPENED,
} from '../domain/timeline.ts'
import type { RightsTicketParts } from '../store/rights-tickets.ts'
import type { ComplaintReading, EntryReading } from './channel.ts'
import { ticketEntries } from './rights-entries.ts'

/** Tags of tickets that a person has to look at. */
export const HELD_NOTICE_TAG = 'HELD_NOTICE'
export const ORPHAN_TAG = 'ORPHAN'

const asks = (action: string): boolean =>
  isPayerMessage(action) || [COMPLAINT_FILED, RIGHTS_REOPENED, RIGHTS_REJECTED].includes(action)
const answers = (action: string): boolean => [MERCHANT_REPLIED, RIGHTS_MARKED, RIGHTS_CONFIRMED].includes(action)

/** Whether the payer spoke last. */
function isAwaitingReply(entries: readonly EntryReading[]): boolean {
  const ordered = [...entries].sort((a, b) => a.at.getTime() - b.at.getTime())
  const last = ordered.findLast(({ action }) => asks(action) || answers(action))
  return last !== undefined && asks(last.action)
}

const filedPictures = (events: readonly TicketEvent[]): readonly string[] =>
  events.flatMap(({ fact, action }) => (action === COMPLAINT_FILED && 'pictureUrls' in fact ? fact.pictureUrls : []))

/** A ticket in the shape that every protocol has. */
export function readTicket(
  feedbackId: string,
  { partnerId }: { readonly partnerId: string },
  parts: RightsTicketParts,
): ComplaintReading {
  const { ticket, order, clock } = parts
  const { filing } = ticket
  const remark = readRemark(filing?.remark ?? null)
  const reason = maskPhones(filing?.reason ?? '')
  const wish = maskPhones(filing?.solution ?? '')
  const transactionId = filing?.transactionId ?? null
  return {
    platformId: feedbackId,
    mchid: partnerId,
    state: commonState(ticket.state),
    channelState: ticket.state,
    payerOpenId: ticket.openId ?? null,
    detail: remark.text === '' ? reason : remark.text,
    problemType: null,
    problemDescription: [reason, wish].filter((text) => text !== '').join(' · '),
    complainedAt: new Date(filing?.at ?? 0),
    complaintTimes: Math.max(1, clock.episodes.length),
    awaitingReply: ticket.state !== 'CLOSED' && isAwaitingReply(ticketEntries(parts)),
    fullyRefunded: false,
    order: transactionId === null ? null : { transactionId, outTradeNo: order?.out_trade_no ?? null, amount: null },
    applyRefundAmount: null,
    userTags: [...(ticket.orphan ? [ORPHAN_TAG] : []), ...(ticket.held.length > 0 ? [HELD_NOTICE_TAG] : [])],
    needImmediateService: false,
    inPlatformService: false,
    agentMode: false,
    openPayerPhone: () => remark.phone ?? null,
    pictures: filedPictures(ticket.events),
    clock,
    raw: { feedbackId, state: ticket.state, orphan: ticket.orphan },
  }
}
