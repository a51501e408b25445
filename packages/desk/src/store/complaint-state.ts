import type { Kysely } from 'kysely'
import type { ApplicableFacts } from '../domain/applicable.ts'
import type { TimelineEvent } from '../domain/timeline.ts'
import type { Database } from './schema/database.ts'

export interface ComplaintState {
  readonly facts: ApplicableFacts
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
    .select(['complained_at', 'state', 'complaint_times', 'need_immediate_service', 'awaiting_reply'])
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
    facts: {
      complainedAt: row.complained_at.getTime(),
      state: row.state,
      complaintTimes: row.complaint_times,
      needImmediateService: row.need_immediate_service,
      awaitingReply: row.awaiting_reply,
    },
    events: entries.map(({ logId, at, action }) => ({ logId, at: at.getTime(), action })),
    entries,
  }
}
