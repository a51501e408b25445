import type { Kysely } from 'kysely'
import { canComplete, completionGuards, type Guard, settlementNotConfirmed } from '../domain/applicable.ts'
import { replyProblem } from '../domain/reply.ts'
import { DeskError, GuardRefusal } from '../errors.ts'
import {
  type ActionRow,
  actionsOfComplaint,
  type ComplaintRef,
  type IntentContext,
  insertAction,
} from '../store/actions.ts'
import { writeAudit } from '../store/audit.ts'
import { loadComplaintState } from '../store/complaint-state.ts'
import type { Database } from '../store/schema/database.ts'

/** A completion that should wait, and why. */
export class CompletionGuardError extends GuardRefusal {
  readonly reasons: readonly Guard[]

  constructor(reasons: readonly Guard[]) {
    super(
      'COMPLETION_GUARD',
      `Completing now is likely to make the payer complain again. ${reasons.map(({ message }) => message).join(' ')}`,
      'Settle what is open first, or complete with overrideReason; the reason is audited.',
      { field: 'overrideReason' },
    )
    this.reasons = reasons
  }
}

/** Keeps the pictures from being removed until the transaction ends. @throws {DeskError} `PICTURE_UNKNOWN` */
export async function requirePictures(db: Kysely<Database>, mediaKeys: readonly string[]): Promise<void> {
  if (mediaKeys.length === 0) return
  const rows = await db
    .selectFrom('media')
    .select('media_key')
    .where('media_key', 'in', [...mediaKeys])
    .where('content_type', 'like', 'image/%')
    .orderBy('media_key')
    .forKeyShare()
    .execute()
  const known = new Set(rows.map((row) => row.media_key))
  const unknown = mediaKeys.findIndex((mediaKey) => !known.has(mediaKey))
  if (unknown < 0) return
  throw new DeskError('PICTURE_UNKNOWN', 'The picture is not at this desk.', 'Upload it to /api/v1/images first.', {
    field: `images.${unknown}`,
  })
}

/**
 * Stores the intent to reply and wakes the senders. Runs in the caller's transaction.
 * @throws {DeskError} `REPLY_…` or `PICTURE_UNKNOWN`, what the platform would refuse
 * @returns the id of the action
 */
export async function queueReply(
  db: Kysely<Database>,
  complaint: ComplaintRef,
  reply: { readonly content: string; readonly images: readonly string[] },
  context: IntentContext,
): Promise<string> {
  const problem = replyProblem(reply.content, reply.images.length)
  if (problem) throw new DeskError(problem.code, problem.message, 'Change the reply and send again.', problem)
  await requirePictures(db, reply.images)
  return await insertAction(db, complaint, { kind: 'reply', ...reply }, context)
}

export interface CompletionRequest {
  readonly overrideReason: string | undefined
  /** Asked for of a rights ticket: what was agreed with the payer has been carried out. Default false. */
  readonly settledAsAgreed?: boolean | undefined
}

/**
 * Stores the intent to complete and wakes the senders. Runs in the caller's transaction.
 * @throws {CompletionGuardError} when a guard asks and no reason to override it is given
 * @throws {DeskError} `ALREADY_PROCESSED` | `COMPLETION_QUEUED`
 * @returns the id of the action
 */
export async function queueCompletion(
  db: Kysely<Database>,
  complaint: ComplaintRef,
  { overrideReason, settledAsAgreed = false }: CompletionRequest,
  context: IntentContext,
): Promise<string> {
  const { channel, facts, events } = await loadComplaintState(db, complaint)
  const applicability = canComplete(facts)
  if (!applicability.allowed) {
    throw new DeskError(applicability.code, applicability.reason, 'Nothing is to be done.')
  }
  if ((await actionsOfComplaint(db, complaint)).some(isCompletionUnderWay)) {
    throw new DeskError(
      'COMPLETION_QUEUED',
      'The completion is on its way already.',
      'Wait for it, or cancel it first.',
    )
  }
  const guards = completionGuards(facts, events)
  const unasked = channel === 'rights-v16' && !settledAsAgreed ? [settlementNotConfirmed] : []
  if (unasked.length > 0 || (guards.length > 0 && overrideReason === undefined))
    throw new CompletionGuardError([...guards, ...unasked])
  const override = guards.length > 0 ? (overrideReason ?? null) : null
  const details = channel === 'rights-v16' ? { settledAsAgreed } : {}
  const intent = { kind: 'completion', overrideReason: override, details } as const
  const id = await insertAction(db, complaint, intent, context)
  if (channel === 'rights-v16') {
    const said = { at: context.now, actor: context.actor, action: 'completion.settled-as-agreed', ...complaint }
    await writeAudit(db, { ...said, details: { actionId: id } })
  }
  if (override !== null) {
    await writeAudit(db, {
      at: context.now,
      actor: context.actor,
      action: 'completion.forced',
      ...complaint,
      details: { actionId: id, reason: override, guards: guards.map((guard) => guard.code) },
    })
  }
  return id
}

const isCompletionUnderWay = (action: ActionRow): boolean =>
  action.kind === 'completion' && ['queued', 'sending'].includes(action.state)
