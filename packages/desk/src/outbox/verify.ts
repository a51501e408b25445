import type { Kysely } from 'kysely'
import { type ActionRow, actionsOfComplaint } from '../store/actions.ts'
import { announce, OUTBOX_CHANNEL, wakeWorkers } from '../store/notify.ts'
import type { Database } from '../store/schema/database.ts'
import { findOwnEntry, isFoundById } from './match.ts'

const mayHaveHappened = (action: ActionRow): boolean =>
  action.state === 'sent' ||
  ((action.write_started_at !== null || isFoundById(action)) && ['queued', 'sending', 'parked'].includes(action.state))

/**
 * Finds actions among the facts the platform just reported. What is found is verified: accepted a moment ago, or left
 * with an unknown outcome by a lost answer or a killed process. Runs in the transaction that writes the facts.
 */
export async function verifyActions(
  db: Kysely<Database>,
  complaint: { readonly merchantId: string; readonly complaintId: string },
  now: Date,
): Promise<void> {
  const actions = await actionsOfComplaint(db, complaint)
  await lookAfterRefunds(db, actions, now)
  const candidates = actions.filter(mayHaveHappened)
  if (candidates.length === 0) return
  const entries = await db
    .selectFrom('timeline_entries')
    .select(['log_id as logId', 'action', 'content'])
    .where('merchant_id', '=', complaint.merchantId)
    .where('complaint_id', '=', complaint.complaintId)
    .where('side', '=', 'merchant')
    .orderBy('at')
    .orderBy('log_id')
    .execute()
  const taken = new Set(actions.flatMap((action) => action.log_id ?? []))
  for (const action of candidates) {
    const own = findOwnEntry({ ...action, baseline: action.baseline ?? [] }, entries, taken)
    if (!own) continue
    taken.add(own.logId)
    await db
      .updateTable('actions')
      .set({
        state: 'verified',
        log_id: own.logId,
        sent_at: action.sent_at ?? now,
        verified_at: now,
        write_started_at: null,
        lease_token: null,
        lease_until: null,
        problem: null,
      })
      .where('merchant_id', '=', action.merchant_id)
      .where('id', '=', action.id)
      .execute()
    await announce(db, { type: 'action.changed', id: action.id, complaintId: action.complaint_id, state: 'verified' })
  }
}

/** New facts may be the arrival of a refund: it is asked for now instead of at its next turn. */
async function lookAfterRefunds(db: Kysely<Database>, actions: readonly ActionRow[], now: Date): Promise<void> {
  for (const action of actions) {
    if (action.kind !== 'refund' || action.state !== 'sent') continue
    await db
      .updateTable('actions')
      .set({ next_attempt_at: now })
      .where('merchant_id', '=', action.merchant_id)
      .where('id', '=', action.id)
      .where('next_attempt_at', '>', now)
      .execute()
    await wakeWorkers(db, OUTBOX_CHANNEL)
  }
}
