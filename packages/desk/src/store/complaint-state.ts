import type { Kysely, Selectable } from 'kysely'
import type { RefundFacts } from '../domain/refund.ts'
import type { TimelineEvent } from '../domain/timeline.ts'
import type { Channel, ComplaintsTable } from './schema/complaints.ts'
import type { Database } from './schema/database.ts'

export interface ComplaintState {
  readonly channel: Channel
  readonly platformId: string
  readonly transactionId: string | null
  readonly facts: RefundFacts
  readonly events: readonly TimelineEvent[]
  readonly entries: readonly { readonly logId: string; readonly action: string; readonly content: string | null }[]
}

/** What decisions about a complaint need, from the store. */
export async function loadComplaintState(
  db: Kysely<Database>,
  { merchantId, complaintId }: { readonly merchantId: string; readonly complaintId: string },
): Promise<ComplaintState> {
  const row = await db
    .selectFrom('complaints')
    .select([
      'complained_at',
      'state',
      'complaint_times',
      'need_immediate_service',
      'awaiting_reply',
      'problem_type',
      'fully_refunded',
      'user_tags',
      'order_amount',
      'apply_refund_amount',
      'channel',
      'platform_id',
      'transaction_id',
    ])
    .where('merchant_id', '=', merchantId)
    .where('id', '=', complaintId)
    .executeTakeFirstOrThrow()
  const entries = await db
    .selectFrom('timeline_entries')
    .select(['log_id as logId', 'at', 'action', 'content'])
    .where('merchant_id', '=', merchantId)
    .where('complaint_id', '=', complaintId)
    .execute()
  return {
    channel: row.channel,
    platformId: row.platform_id,
    transactionId: row.transaction_id,
    facts: rowToFacts(row),
    events: entries.map(({ logId, at, action }) => ({ logId, at: at.getTime(), action })),
    entries,
  }
}

type FactColumns = Pick<
  Selectable<ComplaintsTable>,
  | 'complained_at'
  | 'state'
  | 'complaint_times'
  | 'need_immediate_service'
  | 'awaiting_reply'
  | 'problem_type'
  | 'fully_refunded'
  | 'user_tags'
  | 'order_amount'
  | 'apply_refund_amount'
>

export const rowToFacts = (row: FactColumns): RefundFacts => ({
  complainedAt: row.complained_at.getTime(),
  state: row.state,
  complaintTimes: row.complaint_times,
  needImmediateService: row.need_immediate_service,
  awaitingReply: row.awaiting_reply,
  problemType: row.problem_type,
  fullyRefunded: row.fully_refunded,
  userTags: row.user_tags,
  orderAmount: row.order_amount,
  applyRefundAmount: row.apply_refund_amount,
})
