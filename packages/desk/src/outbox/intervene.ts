import type { Kysely } from 'kysely'
import { DeskError } from '../errors.ts'
import type { ActionRow } from '../store/actions.ts'
import { writeAudit } from '../store/audit.ts'
import { announce, OUTBOX_CHANNEL, wakeWorkers } from '../store/notify.ts'
import type { Database } from '../store/schema/database.ts'

export interface Context {
  readonly actor: string
  readonly now: Date
}

/** Keeps workers and others away from an action until the transaction ends. @throws {DeskError} `ACTION_UNKNOWN` */
export async function lockAction(db: Kysely<Database>, id: string): Promise<ActionRow> {
  const row = await db.selectFrom('actions').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!row)
    throw new DeskError('ACTION_UNKNOWN', 'There is no such action.', 'Read the complaint again.', { field: 'id' })
  return row
}

export async function changeAction(
  db: Kysely<Database>,
  row: ActionRow,
  changes: {
    state: 'queued' | 'cancelled' | 'parked' | 'sent'
    next_attempt_at?: Date
    attempts?: number
    problem?: string | null
    write_started_at?: null
    uploads?: string
    sent_at?: Date
  },
  audited: string,
  { actor, now }: Context,
): Promise<ActionRow> {
  const changed = await db
    .updateTable('actions')
    .set(changes)
    .where('merchant_id', '=', row.merchant_id)
    .where('id', '=', row.id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await announce(db, { type: 'action.changed', id: row.id, complaintId: row.complaint_id, state: changes.state })
  const complaint = { merchantId: row.merchant_id, complaintId: row.complaint_id }
  await writeAudit(db, { at: now, actor, action: audited, ...complaint, details: { actionId: row.id } })
  return changed
}

/**
 * Takes an intent back while it certainly had no effect.
 * @throws {DeskError} `ACTION_UNKNOWN` | `ACTION_NOT_CANCELLABLE` | `ACTION_OUTCOME_UNKNOWN`
 */
export async function cancelAction(db: Kysely<Database>, id: string, context: Context): Promise<ActionRow> {
  const row = await lockAction(db, id)
  if (row.state === 'cancelled') return row
  if (row.state !== 'queued' && row.state !== 'parked') {
    throw new DeskError('ACTION_NOT_CANCELLABLE', `The action is ${row.state}.`, 'Write another reply to correct it.')
  }
  if (row.write_started_at !== null) {
    throw new DeskError(
      'ACTION_OUTCOME_UNKNOWN',
      'The action may have reached the platform; its answer was lost.',
      lookUp(row.kind),
    )
  }
  if (row.kind === 'refund' && row.sent_at !== null) {
    throw new DeskError(
      'ACTION_NOT_CANCELLABLE',
      'The platform has the refund already.',
      'See what became of it on the merchant platform, under its number.',
    )
  }
  await cancelRefundOf(db, row, context)
  return await changeAction(db, row, { state: 'cancelled' }, 'action.cancelled', context)
}

/** How a person gets to know what became of an action whose answer was lost. */
function lookUp(kind: ActionRow['kind']): string {
  if (kind === 'message') return 'See in the chat whether it came, then settle it as sent or as not sent.'
  if (kind === 'refund') return 'Retry it: it is looked for under its number first, and never paid twice.'
  return 'Refresh the complaint: what reached the platform shows there, and the action is then verified.'
}

/** A refund goes with the approval it was queued with, as long as it has not been started. */
async function cancelRefundOf(db: Kysely<Database>, row: ActionRow, context: Context): Promise<void> {
  if (row.kind !== 'refund-decision' || row.details.decision !== 'approve') return
  const refund = await db
    .selectFrom('actions')
    .selectAll()
    .where('merchant_id', '=', row.merchant_id)
    .where('complaint_id', '=', row.complaint_id)
    .where('kind', '=', 'refund')
    .where('id', '>', row.id)
    .orderBy('id')
    .limit(1)
    .forUpdate()
    .executeTakeFirst()
  if (refund === undefined || !['queued', 'parked'].includes(refund.state)) return
  if (refund.sent_at !== null || refund.write_started_at !== null) return
  await changeAction(db, refund, { state: 'cancelled' }, 'action.cancelled', context)
}

/**
 * Holds a queued action until a person decides.
 * @throws {DeskError} `ACTION_UNKNOWN` | `ACTION_NOT_QUEUED`
 */
export async function parkAction(db: Kysely<Database>, id: string, context: Context): Promise<ActionRow> {
  const row = await lockAction(db, id)
  if (row.state === 'parked') return row
  if (row.state !== 'queued') {
    throw new DeskError('ACTION_NOT_QUEUED', `The action is ${row.state}.`, 'Only queued actions can be held.')
  }
  const problem = { code: 'PARKED_BY_HAND', message: `${context.actor} holds it.`, remedy: 'Retry or cancel it.' }
  const changes = { state: 'parked', problem: JSON.stringify(problem) } as const
  return await changeAction(db, row, changes, 'action.parked', context)
}

/**
 * Queues a parked action again. One whose outcome is unknown is first looked for at the platform; a message cannot be
 * looked for, so it goes out again, because a person says so.
 * @throws {DeskError} `ACTION_UNKNOWN` | `ACTION_NOT_PARKED`
 */
export async function retryAction(db: Kysely<Database>, id: string, context: Context): Promise<ActionRow> {
  const row = await lockAction(db, id)
  if (row.state !== 'parked') {
    throw new DeskError(
      'ACTION_NOT_PARKED',
      `The action is ${row.state}.`,
      'Only parked actions are queued again by hand.',
    )
  }
  const fresh = row.kind === 'message' ? { write_started_at: null, uploads: '{}' } : {}
  const changes = { state: 'queued', next_attempt_at: context.now, attempts: 0, problem: null, ...fresh } as const
  const changed = await changeAction(db, row, changes, 'action.retried', context)
  await wakeWorkers(db, OUTBOX_CHANNEL)
  return changed
}
