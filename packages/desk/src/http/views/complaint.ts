import type { z } from 'zod'
import { deadlineState } from '../../domain/deadlines.ts'
import { currentStage } from '../../domain/stages.ts'
import type { UnixMs } from '../../domain/time.ts'
import type { Holder } from '../../official-accounts/holders.ts'
import type { ComplaintRow } from '../../store/complaint-pages.ts'
import type { StoredDeadline } from '../../store/schema/complaints.ts'
import type { complaint, deadline } from '../schemas/complaint.ts'

export type ComplaintView = z.infer<typeof complaint>

export const instantOf = (at: UnixMs): string => new Date(at).toISOString()

function deadlineView(stored: StoredDeadline, now: UnixMs): z.infer<typeof deadline> {
  return {
    kind: stored.kind,
    episode: stored.episode,
    startsAt: instantOf(stored.startsAt),
    dueAt: instantOf(stored.dueAt),
    metAt: stored.metAt === null ? null : instantOf(stored.metAt),
    stage: currentStage(stored, now),
    state: deadlineState(stored, now),
  }
}

/** A complaint as the API shows it. The payer's number leaves the desk masked only. */
export function complaintView(row: ComplaintRow, holder: Holder | undefined, now: UnixMs): ComplaintView {
  const order =
    // Of the order of a rights ticket no amount is told; what is known of it stands in `rights`.
    row.transaction_id === null || row.channel === 'rights-v16'
      ? null
      : { transactionId: row.transaction_id, outTradeNo: row.out_trade_no ?? '', amount: row.order_amount ?? 0 }
  return {
    id: row.id,
    channel: row.channel,
    merchant: holder?.slug ?? row.merchant_id,
    merchantName: holder?.name ?? row.mchid,
    mchid: row.mchid,
    platformId: row.platform_id,
    state: row.state,
    channelState: row.channel_state,
    detail: row.detail,
    problemType: row.problem_type,
    problemDescription: row.problem_description,
    complainedAt: row.complained_at.toISOString(),
    dueAt: row.due_at?.toISOString() ?? null,
    duty: row.duty,
    deadlines: row.deadlines.map((stored) => deadlineView(stored, now)),
    complaintTimes: row.complaint_times,
    awaitingReply: row.awaiting_reply,
    fullyRefunded: row.fully_refunded,
    order,
    applyRefundAmount: row.apply_refund_amount,
    userTags: row.user_tags,
    payerPhone: row.payer_phone_masked === null ? null : { masked: row.payer_phone_masked },
    needImmediateService: row.need_immediate_service,
    inPlatformService: row.in_platform_service,
    agentMode: row.agent_mode,
    pendingActions: row.pending_actions,
    updatedAt: row.updated_at.toISOString(),
    readAt: row.read_at.toISOString(),
  }
}
