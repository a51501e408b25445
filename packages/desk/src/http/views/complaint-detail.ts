import type { z } from 'zod'
import { type ApplicableFacts, canComplete, completionGuards } from '../../domain/applicable.ts'
import { episodeNumbers, orderTimeline, type TimelineEvent } from '../../domain/timeline.ts'
import type { Merchant } from '../../merchants/registry.ts'
import type { Capability, CapabilityName } from '../../platform/channel.ts'
import type { ComplaintParts, EntryRow, PictureRow } from '../../store/complaint-detail.ts'
import type { ComplaintRow } from '../../store/complaint-pages.ts'
import type { applicable, complaintDetail, timelineEntry, timelineImage } from '../schemas/complaint.ts'
import { actionView } from './action.ts'
import { complaintView, instantOf } from './complaint.ts'
import { imagePath, thumbnailPath } from './image.ts'

export interface DetailContext {
  readonly merchant: Merchant | undefined
  readonly now: number
  /** What the channel can do for this merchant; undefined when the merchant's keys are gone. */
  readonly capability: ((name: CapabilityName) => Capability) | undefined
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
  const own = pictures.filter((picture) => picture.log_id === logId)
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
  facts: ApplicableFacts,
  events: readonly TimelineEvent[],
  capability: DetailContext['capability'],
): Applicable {
  const can = (name: CapabilityName): Applicable['reply'] => {
    const answer = capability?.(name) ?? merchantGone
    return answer.available ? { allowed: true } : { allowed: false, code: answer.code, reason: answer.reason }
  }
  const reply = can('reply')
  const complete = can('complete')
  const now = canComplete(facts)
  if (!complete.allowed) return { reply, complete: { ...complete, guards: [] } }
  return { reply, complete: now.allowed ? { ...now, guards: completionGuards(facts, events) } : { ...now, guards: [] } }
}

export function complaintDetailView(
  row: ComplaintRow,
  { entries, pictures, actions, notes }: ComplaintParts,
  { merchant, now, capability }: DetailContext,
): z.infer<typeof complaintDetail> {
  const events = entries.map(({ log_id: logId, at, action }) => ({ logId, at: at.getTime(), action }))
  const facts: ApplicableFacts = {
    complainedAt: row.complained_at.getTime(),
    state: row.state,
    complaintTimes: row.complaint_times,
    needImmediateService: row.need_immediate_service,
    awaitingReply: row.awaiting_reply,
  }
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
    applicable: applicableView(facts, events, capability),
  }
}
