import type { Kysely } from 'kysely'
import { beijingDay } from '../domain/calendar.ts'
import { canDecideRefund, outRefundNo, proposedRefund } from '../domain/refund.ts'
import { rejectionProblem } from '../domain/reply.ts'
import { HOUR_MS } from '../domain/time.ts'
import { COMPLAINT_CONTINUED } from '../domain/timeline.ts'
import { DeskError, GuardRefusal } from '../errors.ts'
import { actionsOfComplaint, type ComplaintRef, type IntentContext, insertAction } from '../store/actions.ts'
import { writeAudit } from '../store/audit.ts'
import { loadComplaintState } from '../store/complaint-state.ts'
import { readRefundRules, refundedSince } from '../store/refund-rules.ts'
import type { Database } from '../store/schema/database.ts'

export interface ApproveRefund {
  readonly decision: 'approve'
  /** Working days until the refund is started; 0 is now. */
  readonly launchRefundDay: number
  /** fen; what the payer asks for, when absent. */
  readonly amount?: number | undefined
}

export interface RejectRefund {
  readonly decision: 'reject'
  /** Shown to the payer, 1 to 200 characters. */
  readonly reason: string
  readonly images: readonly string[]
}

const refused = (code: string, message: string, field?: string): GuardRefusal =>
  new GuardRefusal(
    code,
    message,
    'See what "applicable" says about the complaint.',
    field === undefined ? {} : { field },
  )

const startOfDay = (now: Date): Date => new Date(`${beijingDay(now.getTime())}T00:00:00+08:00`)

/**
 * Stores the decision of a refund request. An approval brings its refund along, which goes out once the platform shows
 * the approval. Runs in the caller's transaction.
 * @throws {DeskError} `REPLY_…` for a reason that the platform would refuse
 * @throws {GuardRefusal} what `canDecideRefund` says, `REFUND_AMOUNT` | `REFUND_DAILY_LIMIT` | `REFUND_DECISION_QUEUED`
 * @returns the id of the decision's action
 */
export async function queueRefundDecision(
  db: Kysely<Database>,
  complaint: ComplaintRef,
  decision: ApproveRefund | RejectRefund,
  context: IntentContext,
): Promise<string> {
  const { facts, events, platformId } = await loadComplaintState(db, complaint)
  const rules = await readRefundRules(db, complaint.merchantId)
  const answer = canDecideRefund(facts, events, rules)
  if (!answer.allowed) throw refused(answer.code, answer.reason)
  const underWay = (await actionsOfComplaint(db, complaint)).some(
    (action) => action.kind === 'refund-decision' && ['queued', 'sending', 'parked'].includes(action.state),
  )
  if (underWay) throw refused('REFUND_DECISION_QUEUED', 'A decision is on its way already. Cancel it first.')

  if (decision.decision === 'reject') {
    const { reason, images } = decision
    const problem = rejectionProblem(reason, images.length)
    if (problem) throw new DeskError(problem.code, problem.message, 'Change the reason and decide again.', problem)
    const intent = { kind: 'refund-decision', content: reason, images, details: { decision: 'reject' } } as const
    return await insertAction(db, complaint, intent, context)
  }

  const orderAmount = facts.orderAmount ?? 0
  const amount = decision.amount ?? proposedRefund(facts)
  if (amount < 1 || amount > orderAmount) {
    throw refused('REFUND_AMOUNT', `A refund is at least 1 and at most ${orderAmount} fen, the whole order.`, 'amount')
  }
  const spent = await refundedSince(db, complaint.merchantId, startOfDay(context.now))
  if (spent + amount > rules.dailyAmount) {
    throw refused('REFUND_DAILY_LIMIT', `Refunds of today come to ${spent} of ${rules.dailyAmount} fen.`, 'amount')
  }
  const needsApproval = amount > rules.fourEyesAbove
  const { launchRefundDay } = decision
  const details = { decision: 'approve', launchRefundDay, amount } as const
  const actionId = await insertAction(db, complaint, { kind: 'refund-decision', details, needsApproval }, context)
  const episode = 1 + events.filter((event) => event.action === COMPLAINT_CONTINUED).length
  const refund = {
    kind: 'refund',
    details: { outRefundNo: outRefundNo(platformId, episode), amount, orderAmount },
    // Calendar days are never later than the working days that were promised.
    notBefore: new Date(context.now.getTime() + launchRefundDay * 24 * HOUR_MS),
  } as const
  await insertAction(db, complaint, refund, context)
  await writeAudit(db, {
    at: context.now,
    actor: context.actor,
    action: 'refund.approved',
    ...complaint,
    details: { actionId, amount, needsApproval },
  })
  return actionId
}

/**
 * The second person agrees.
 * @throws {DeskError} `ACTION_UNKNOWN` | `APPROVAL_NOT_NEEDED` | `FOUR_EYES`
 */
export async function approveAction(
  db: Kysely<Database>,
  id: string,
  { actor, now }: IntentContext,
): Promise<ComplaintRef> {
  const row = await db.selectFrom('actions').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!row)
    throw new DeskError('ACTION_UNKNOWN', 'There is no such action.', 'Read the complaint again.', { field: 'id' })
  if (!row.needs_approval || row.approved_by !== null || row.state !== 'queued') {
    throw new DeskError(
      'APPROVAL_NOT_NEEDED',
      'The action does not wait for a second person.',
      'Nothing is to be done.',
    )
  }
  if (row.created_by === actor) {
    throw new GuardRefusal('FOUR_EYES', 'A second person has to agree to a sum like this.', 'Ask a colleague.')
  }
  const complaint = { merchantId: row.merchant_id, complaintId: row.complaint_id }
  await db
    .updateTable('actions')
    .set({ approved_by: actor, approved_at: now })
    .where('merchant_id', '=', row.merchant_id)
    .where('id', '=', id)
    .execute()
  await writeAudit(db, { at: now, actor, action: 'refund.agreed', ...complaint, details: { actionId: id } })
  return complaint
}
