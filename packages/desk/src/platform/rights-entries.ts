import { maskPhone } from '../domain/phone.ts'
import type { NoticeFact, RightsFact } from '../domain/rights/facts.ts'
import { isNotice } from '../domain/rights/facts.ts'
import { maskPhones, readRemark } from '../domain/rights/remark.ts'
import type { TicketEvent } from '../domain/rights/ticket.ts'
import { COMPLAINT_FILED, MERCHANT_REPLIED, type Side } from '../domain/timeline.ts'
import type { ConversationEntry } from '../store/conversation.ts'
import type { RightsTicketParts } from '../store/rights-tickets.ts'
import type { EntryReading } from './channel.ts'

const PAYER_WROTE = 'USER_RESPONSE'
/** Stands where the platform names its operators. */
const PAYER = 'payer'
const MERCHANT = 'merchant'

const linesOf = (...lines: readonly (string | null)[]): string | null => {
  const filled = lines.filter((line) => line !== null && line !== '')
  return filled.length === 0 ? null : maskPhones(filled.join('\n'))
}

/** Confirm and reject repeat why the ticket was filed, which is no news; a reason of their own is shown. */
function contentOfNotice(
  { id, kind, reason, solution, remark }: NoticeFact,
  filing: NoticeFact | undefined,
): string | null {
  const isNews = kind === 'request' || id === filing?.id || reason !== filing?.reason
  return linesOf(isNews ? reason : null, solution, readRemark(remark).text)
}

const sideOfOwn: Readonly<Record<Exclude<TicketEvent['fact'], NoticeFact>['kind'], Side>> = {
  marked: 'merchant',
  'delivery-reported': 'merchant',
  taken: 'merchant',
  arbitration: 'system',
  'arbitration-ended': 'system',
  'held-applied': 'system',
  'held-dismissed': 'system',
}

const wireActions: Readonly<Partial<Record<RightsFact['kind'], string>>> = {
  marked: 'payfeedback/update',
  'delivery-reported': 'pay/delivernotify',
}

function eventEntry({ fact, at, action }: TicketEvent, filing: NoticeFact | undefined): EntryReading {
  const common = { logId: fact.id, at: new Date(at), action }
  if (isNotice(fact)) {
    return {
      ...common,
      wireAction: fact.wireKind,
      side: 'payer',
      operator: PAYER,
      content: contentOfNotice(fact, filing),
      // Those of the filing are told with the complaint.
      pictures: action === COMPLAINT_FILED ? [] : fact.pictureUrls,
      raw: { kind: fact.kind, transactionId: fact.transactionId },
    }
  }
  return {
    ...common,
    wireAction: wireActions[fact.kind] ?? fact.kind,
    side: sideOfOwn[fact.kind],
    operator: fact.actor,
    content: 'reason' in fact ? linesOf(fact.reason) : null,
    pictures: [],
    raw: fact,
  }
}

const textOf = (payload: ConversationEntry['payload'], name: string): string | undefined => {
  const value = payload[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Media of a payer live three days at the platform and are fetched by their id. */
export const PAYER_MEDIA = 'wechat-media:'

function messageEntry(entry: ConversationEntry, phone: string | undefined): EntryReading {
  const { id, at, direction, kind, content, payload } = entry
  const mediaId = direction === 'in' ? textOf(payload, 'mediaId') : undefined
  return {
    logId: direction === 'in' ? `in:${id}` : `out:${id}`,
    at,
    action: direction === 'in' ? PAYER_WROTE : MERCHANT_REPLIED,
    wireAction: kind.toLowerCase(),
    side: direction === 'in' ? 'payer' : 'merchant',
    operator: direction === 'in' ? PAYER : (textOf(payload, 'actor') ?? MERCHANT),
    content: phone === undefined ? content : (content?.replaceAll(phone, maskPhone(phone)) ?? null),
    pictures: mediaId === undefined ? [] : [`${PAYER_MEDIA}${mediaId}`],
    raw: { kind },
  }
}

/** Following, leaving and menu clicks move the reply window; they are not words. */
const isMessage = ({ direction, payload }: ConversationEntry): boolean =>
  direction === 'out' || payload['push'] === 'message'

/** The history of a ticket: what became of it, and what was written while it was open. */
export function ticketEntries({
  ticket,
  conversation,
}: Pick<RightsTicketParts, 'ticket' | 'conversation'>): EntryReading[] {
  const { phone } = readRemark(ticket.filing?.remark ?? null)
  return [
    ...ticket.events.map((event) => eventEntry(event, ticket.filing)),
    ...conversation.filter(isMessage).map((entry) => messageEntry(entry, phone)),
  ]
}
