import type { z } from 'zod'
import { canComplete, completionGuards, settlementNotConfirmed } from '../../domain/applicable.ts'
import { canDecideRefund, proposedRefund, type RefundFacts, type RefundRules } from '../../domain/refund.ts'
import { filesOf, type OutgoingMessage } from '../../domain/rights/message.ts'
import { episodeNumbers, orderTimeline, type TimelineEvent } from '../../domain/timeline.ts'
import type { Holder } from '../../official-accounts/holders.ts'
import type { Capability, CapabilityName } from '../../platform/channel.ts'
import type { ComplaintParts, PictureRow } from '../../store/complaint-detail.ts'
import type { ComplaintRow } from '../../store/complaint-pages.ts'
import { rowToFacts } from '../../store/complaint-state.ts'
import { PICTURE_EXPIRED, PICTURE_EXPIRED_AGAIN } from '../../store/pictures.ts'
import type { applicable, complaintDetail, timelineEntry, timelineImage } from '../schemas/complaint.ts'
import { actionView } from './action.ts'
import { complaintView, instantOf } from './complaint.ts'
import { imagePath, thumbnailPath } from './image.ts'
import { messageView } from './rights-message.ts'
import type { RightsTicketView } from './rights-ticket.ts'

export interface DetailContext {
  readonly holder: Holder | undefined
  readonly now: number
  /** What the channel can do for the holder; undefined when its keys are gone. */
  readonly capability: ((name: CapabilityName) => Capability) | undefined
  readonly rules: RefundRules
  /** Of a rights ticket. */
  readonly rights: RightsTicketView | null
}

const imageView = ({
  state,
  reason,
  media_key: mediaKey,
  content_type: contentType,
}: Omit<PictureRow, 'log_id' | 'position'>): z.infer<typeof timelineImage> => ({
  mediaKey,
  url: mediaKey === null ? null : imagePath(mediaKey),
  // Voices and videos have none.
  thumbnailUrl: mediaKey === null || contentType?.startsWith('image/') === false ? null : thumbnailPath(mediaKey),
  state,
  reason,
  contentType,
})

/** The platform may name one picture twice, once with the complaint and once in its history. */
function picturesOf(pictures: readonly PictureRow[], logId: string): PictureRow[] {
  const own = pictures.filter((picture) => picture.log_id === logId && picture.reason !== PICTURE_EXPIRED_AGAIN)
  return own.filter(
    ({ media_key: key }, index) => key === null || own.findIndex((other) => other.media_key === key) === index,
  )
}

/** The files of a message that the desk sent; they go when their time is over, the message stays. */
const sentFileViews = (
  message: OutgoingMessage,
  contentTypes: ComplaintParts['sentFiles'],
): z.infer<typeof timelineImage>[] =>
  filesOf(message).map(({ mediaKey }) => {
    const type = contentTypes.get(mediaKey)
    return type === undefined
      ? imageView({ state: 'missing', reason: PICTURE_EXPIRED, media_key: null, content_type: null })
      : imageView({ state: 'stored', reason: null, media_key: mediaKey, content_type: type })
  })

function timelineView({
  entries,
  pictures,
  sentFiles,
}: Pick<ComplaintParts, 'entries' | 'pictures' | 'sentFiles'>): z.infer<typeof timelineEntry>[] {
  const ordered = orderTimeline(
    entries.map((row) => ({ logId: row.log_id, at: row.at.getTime(), action: row.action, row })),
  )
  const episodes = episodeNumbers(ordered)
  return ordered.map(({ row }, index) => ({
    id: row.log_id,
    at: row.at.toISOString(),
    action: row.action,
    wireAction: row.wire_action,
    side: row.side,
    operator: row.operator,
    content: row.content,
    episode: episodes[index] ?? 1,
    images:
      row.sent?.message === undefined
        ? picturesOf(pictures, row.log_id).map(imageView)
        : sentFileViews(row.sent.message, sentFiles),
    message: row.sent?.message === undefined ? null : messageView(row.sent.message),
  }))
}

type Applicable = z.infer<typeof applicable>

const merchantGone: Capability = {
  available: false,
  code: 'MERCHANT_UNKNOWN',
  reason: 'The keys of this merchant or account are not at this desk.',
}

const windowClosed = {
  allowed: false,
  code: 'REPLY_WINDOW_CLOSED',
  reason: 'The payer has to act first: see the reply window.',
}

const noTransaction = {
  allowed: false,
  code: 'TRANSACTION_UNKNOWN',
  reason: 'The ticket names no transaction that a delivery could be reported of.',
}

function applicableView(
  facts: RefundFacts,
  events: readonly TimelineEvent[],
  { capability, rules, rights }: Pick<DetailContext, 'capability' | 'rules' | 'rights'>,
): Applicable {
  const can = (name: CapabilityName): Applicable['reply'] => {
    const answer = capability?.(name) ?? merchantGone
    return answer.available ? { allowed: true } : { allowed: false, code: answer.code, reason: answer.reason }
  }
  const now = canComplete(facts)
  const complete = can('complete')
  const decidable = can('refund-decision')
  const message = can('message')
  const deliveryNotice = can('delivery-notice')
  const asked = rights === null ? [] : [settlementNotConfirmed]
  return {
    reply: can('reply'),
    message: message.allowed && rights?.replyWindow.open === false ? windowClosed : message,
    deliveryNotice: deliveryNotice.allowed && rights?.transactionId === null ? noTransaction : deliveryNotice,
    complete: !complete.allowed
      ? { ...complete, guards: [] }
      : { ...now, guards: now.allowed ? [...completionGuards(facts, events), ...asked] : [] },
    refundDecision: {
      ...(decidable.allowed ? canDecideRefund(facts, events, rules) : decidable),
      proposedAmount: proposedRefund(facts),
      maxAmount: facts.orderAmount ?? 0,
      fourEyesAbove: rules.fourEyesAbove,
    },
  }
}

export function complaintDetailView(
  row: ComplaintRow,
  { actions, notes, ...parts }: ComplaintParts,
  { holder, now, capability, rules, rights }: DetailContext,
): z.infer<typeof complaintDetail> {
  const events = parts.entries.map(({ log_id: logId, at, action }) => ({ logId, at: at.getTime(), action }))
  return {
    ...complaintView(row, holder, now),
    timeline: timelineView(parts),
    episodes: row.episodes.map(({ number, openedAt, closedAt }) => ({
      number,
      openedAt: instantOf(openedAt),
      closedAt: closedAt === null ? null : instantOf(closedAt),
    })),
    actions: actions.map(actionView),
    notes: notes.map((note) => ({
      id: note.id,
      at: note.at.toISOString(),
      author: note.author,
      content: note.content,
    })),
    applicable: applicableView(rowToFacts(row), events, { capability, rules, rights }),
    rights,
  }
}
