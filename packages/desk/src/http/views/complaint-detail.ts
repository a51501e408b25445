import type { z } from 'zod'
import { canComplete, completionGuards } from '../../domain/applicable.ts'
import { canDecideRefund, proposedRefund, type RefundFacts, type RefundRules } from '../../domain/refund.ts'
import { episodeNumbers, orderTimeline, type TimelineEvent } from '../../domain/timeline.ts'
import type { Merchant } from '../../merchants/registry.ts'
import type { Capability, CapabilityName } from '../../platform/channel.ts'
import type { ComplaintParts, EntryRow, PictureRow } from '../../store/complaint-detail.ts'
import type { ComplaintRow } from '../../store/complaint-pages.ts'
import { rowToFacts } from '../../store/complaint-state.ts'
import { PICTURE_EXPIRED_AGAIN } from '../../store/pictures.ts'
import type { applicable, complaintDetail, timelineEntry, timelineImage } from '../schemas/complaint.ts'
import { actionView } from './action.ts'
import { complaintView, instantOf } from './complaint.ts'
import { imagePath, thumbnailPath } from './image.ts'

export interface DetailContext {
  readonly merchant: Merchant | undefined
  readonly now: number
  /** What the channel can do for this merchant; undefined when the merchant's keys are gone. */
  readonly capability: ((name: CapabilityName) => Capability) | undefined
  readonly rules: RefundRules
}

const imageView = ({ state, reason, media_key: mediaKey }: PictureRow): z.infer<typeof timelineImage> => ({
  mediaKey,
  url: mediaKey === null ? null : imagePath(mediaKey),
  thumbnailUrl: mediaKey === null ? null : thumbnailPath(mediaKey),
  state,
  reason,
})

/** The platform may name one picture twice, once with the complaint and once in its history. */
function picturesOf(pictures: readonly PictureRow[], logId: string): PictureRow[] {
  const own = pictures.filter((picture) => picture.log_id === logId && picture.reason !== PICTURE_EXPIRED_AGAIN)
  return own.filter(
    ({ media_key: key }, index) => key === null || own.findIndex((other) => other.media_key === key) === index,
  )
}

function timelineView(entries: readonly EntryRow[], pictures: readonly PictureRow[]): z.infer<typeof timelineEntry>[] {
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
    images: picturesOf(pictures, row.log_id).map(imageView),
  }))
}

type Applicable = z.infer<typeof applicable>

const merchantGone: Capability = {
  available: false,
  code: 'MERCHANT_UNKNOWN',
  reason: 'The keys of this merchant are not at this desk.',
}

function applicableView(
  facts: RefundFacts,
  events: readonly TimelineEvent[],
  { capability, rules }: Pick<DetailContext, 'capability' | 'rules'>,
): Applicable {
  const can = (name: CapabilityName): Applicable['reply'] => {
    const answer = capability?.(name) ?? merchantGone
    return answer.available ? { allowed: true } : { allowed: false, code: answer.code, reason: answer.reason }
  }
  const now = canComplete(facts)
  const complete = can('complete')
  const decidable = can('refund-decision')
  return {
    reply: can('reply'),
    complete: !complete.allowed
      ? { ...complete, guards: [] }
      : { ...now, guards: now.allowed ? completionGuards(facts, events) : [] },
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
  { entries, pictures, actions, notes }: ComplaintParts,
  { merchant, now, capability, rules }: DetailContext,
): z.infer<typeof complaintDetail> {
  const events = entries.map(({ log_id: logId, at, action }) => ({ logId, at: at.getTime(), action }))
  return {
    ...complaintView(row, merchant, now),
    timeline: timelineView(entries, pictures),
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
    applicable: applicableView(rowToFacts(row), events, { capability, rules }),
  }
}
