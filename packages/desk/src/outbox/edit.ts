import type { Kysely } from 'kysely'
import { rejectionProblem, replyProblem } from '../domain/reply.ts'
import { DeskError } from '../errors.ts'
import type { ActionRow, IntentContext } from '../store/actions.ts'
import { writeAudit } from '../store/audit.ts'
import { announce, OUTBOX_CHANNEL, wakeWorkers } from '../store/notify.ts'
import type { Database } from '../store/schema/database.ts'
import { lockAction } from './intervene.ts'
import { requirePictures } from './queue.ts'

/** What an action should say instead; what is absent stays. */
export interface ActionEdit {
  /** Of a reply. */
  readonly content?: string | undefined
  /** Of a refund's rejection. */
  readonly reason?: string | undefined
  /** Keys of pictures in the vault, all of them. */
  readonly images?: readonly string[] | undefined
}

type Words = 'content' | 'reason'

/**
 * Changes what an action says while it certainly had no effect. It keeps its place in the order and its state; what is
 * parked stays so. Runs in the caller's transaction: its lock makes a worker either pass the action by or, having
 * taken it first, make this refuse.
 * @throws {DeskError} `ACTION_UNKNOWN` | `ACTION_NOT_EDITABLE` | `ACTION_OUTCOME_UNKNOWN` | `EDIT_MISMATCH`, and like
 * queueing `REPLY_…` | `PICTURE_UNKNOWN`
 */
export async function editAction(
  db: Kysely<Database>,
  id: string,
  edit: ActionEdit,
  context: IntentContext,
): Promise<ActionRow> {
  const row = await lockAction(db, id)
  const words = editableWords(row)
  if (row.state !== 'queued' && row.state !== 'parked') {
    throw new DeskError('ACTION_NOT_EDITABLE', `The action is ${row.state}.`, 'Write another reply to correct it.')
  }
  if (row.write_started_at !== null) {
    throw new DeskError(
      'ACTION_OUTCOME_UNKNOWN',
      'The action may have reached the platform; its answer was lost.',
      'Refresh the complaint: what reached the platform shows there, and the action is then verified.',
    )
  }
  refuseOtherWords(edit, words)
  const content = edit[words] ?? row.content ?? ''
  const images = [...(edit.images ?? row.images)]
  const problem = (words === 'content' ? replyProblem : rejectionProblem)(content, images.length)
  if (problem) throw new DeskError(problem.code, problem.message, 'Change it once more and save it again.', problem)
  await requirePictures(db, images)

  const fields = [
    ...(content === row.content ? [] : [words]),
    ...(images.join() === row.images.join() ? [] : ['images']),
  ]
  if (fields.length === 0) return row
  const kept = Object.entries(row.uploads).filter(([mediaKey]) => images.includes(mediaKey))
  const changed = await db
    .updateTable('actions')
    .set({ content, images, uploads: JSON.stringify(Object.fromEntries(kept)) })
    .where('merchant_id', '=', row.merchant_id)
    .where('id', '=', row.id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await announce(db, { type: 'action.changed', id: row.id, complaintId: row.complaint_id, state: row.state })
  // A worker that looked while the row was locked has passed it by, and would come back at its next poll only.
  if (row.state === 'queued') await wakeWorkers(db, OUTBOX_CHANNEL)
  const complaint = { merchantId: row.merchant_id, complaintId: row.complaint_id }
  const details = { actionId: row.id, fields }
  await writeAudit(db, { at: context.now, actor: context.actor, action: 'action.edited', ...complaint, details })
  return changed
}

/** The name under which an action's words are changed. */
function editableWords({ kind, details }: ActionRow): Words {
  if (kind === 'reply') return 'content'
  if (kind === 'refund-decision' && details.decision === 'reject') return 'reason'
  throw new DeskError(
    'ACTION_NOT_EDITABLE',
    'The action has no words of its own.',
    'Cancel it, and queue it again the way it should be.',
  )
}

function refuseOtherWords(edit: ActionEdit, words: Words): void {
  const other = words === 'content' ? 'reason' : 'content'
  if (edit[other] === undefined) return
  throw new DeskError(
    'EDIT_MISMATCH',
    'A reply has "content", the rejection of a refund has "reason".',
    `Send "${words}" for this action.`,
    { field: other },
  )
}
