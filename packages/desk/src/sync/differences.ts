import type { Kysely } from 'kysely'
import { HOUR_MS } from '../domain/time.ts'
import type { ComplaintReading } from '../platform/channel.ts'
import { wantRead } from '../store/reads.ts'
import type { Channel } from '../store/schema/complaints.ts'
import type { Database } from '../store/schema/database.ts'

const FIRST_REPLY_MS = 24 * HOUR_MS

interface Known {
  readonly state: string
  readonly complaint_times: number
  readonly awaiting_reply: boolean
  readonly fully_refunded: boolean
  readonly in_platform_service: boolean
  readonly due_at: Date | null
}

const differs = (known: Known, listed: ComplaintReading): boolean =>
  known.state !== listed.state ||
  known.complaint_times !== listed.complaintTimes ||
  known.awaiting_reply !== listed.awaitingReply ||
  known.fully_refunded !== listed.fullyRefunded ||
  known.in_platform_service !== listed.inPlatformService

/**
 * Asks for a read of every listed complaint that the desk does not have, or has otherwise. After an outage there may be
 * many: what is due first is read first.
 * @returns how many there were
 */
export async function wantDifferences(
  db: Kysely<Database>,
  { merchantId, channel }: { readonly merchantId: string; readonly channel: Channel },
  listed: readonly ComplaintReading[],
  { priority, now }: { readonly priority: number; readonly now: Date },
): Promise<number> {
  if (listed.length === 0) return 0
  const rows = await db
    .selectFrom('complaints')
    .select([
      'platform_id',
      'state',
      'complaint_times',
      'awaiting_reply',
      'fully_refunded',
      'in_platform_service',
      'due_at',
    ])
    .where('merchant_id', '=', merchantId)
    .where('channel', '=', channel)
    .where(
      'platform_id',
      'in',
      listed.map((item) => item.platformId),
    )
    .execute()
  const known = new Map(rows.map((row) => [row.platform_id, row]))
  let found = 0
  for (const item of listed) {
    const row = known.get(item.platformId)
    if (row && !differs(row, item)) continue
    found += 1
    const dueAt = row?.due_at ?? new Date(item.complainedAt.getTime() + FIRST_REPLY_MS)
    const urgency = new Date(Math.min(now.getTime(), dueAt.getTime() - FIRST_REPLY_MS))
    await wantRead(db, { merchantId, channel, platformId: item.platformId }, { priority, now, urgency })
  }
  return found
}
