import { randomUUID } from 'node:crypto'
import type { Kysely, Updateable } from 'kysely'
import type { Logger } from 'pino'
import { refundStillOwed } from '../domain/refund.ts'
import { MINUTE_MS } from '../domain/time.ts'
import { REFUND_ENTRUSTED } from '../domain/timeline.ts'
import { judgeFailure, nextStep, type RetryPolicy } from '../outbox/index.ts'
import type { Channels, RefundReading } from '../platform/channel.ts'
import { type ClaimedAction, claimRefund, updateClaimed } from '../store/actions.ts'
import { type ComplaintState, loadComplaintState } from '../store/complaint-state.ts'
import { announce } from '../store/notify.ts'
import type { ComplaintKey } from '../store/reads.ts'
import type { Database } from '../store/schema/database.ts'
import type { ActionsTable } from '../store/schema/outbox.ts'

export interface RefunderDeps {
  readonly db: Kysely<Database>
  readonly channels: Channels
  /** Reads a complaint from the platform and stores what it finds. */
  readonly refresh: (key: ComplaintKey) => Promise<unknown>
  readonly clock: () => Date
  readonly log: Logger
  readonly retry: RetryPolicy
  readonly leaseMs: number
}

export interface Refunder {
  /** Starts one refund, or looks whether one has arrived. False when none is due. */
  refundNext(): Promise<boolean>
}

type Changes = Updateable<ActionsTable>

const parked = (code: string, message: string, remedy: string): Changes => ({
  state: 'parked',
  problem: JSON.stringify({ code, message, remedy }),
})

/** Asks soon at first, then ever more slowly; the arrival also shows in the complaint. */
const nextLook = (sentAt: Date, now: Date): Date =>
  new Date(now.getTime() + Math.min(10 * MINUTE_MS, Math.max(2_000, (now.getTime() - sentAt.getTime()) / 2)))

/** What becomes of an action when the platform shows its refund so. */
export function afterReading(
  action: Pick<ClaimedAction, 'details' | 'sent_at'>,
  refund: RefundReading,
  now: Date,
): Changes {
  const sentAt = action.sent_at ?? now
  const seen = {
    details: JSON.stringify({ ...action.details, refundState: refund.state }),
    sent_at: sentAt,
    attempts: 0,
  }
  const sent: Changes = { ...seen, state: 'sent', problem: null, next_attempt_at: nextLook(sentAt, now) }
  if (refund.state === 'SUCCESS') return { ...seen, state: 'verified', verified_at: now, problem: null }
  if (refund.state === 'CLOSED') {
    const remedy = 'Refund the payer on the merchant platform, and tell them in a reply.'
    return { ...seen, ...parked('REFUND_CLOSED', 'The platform has closed the refund; no money moved.', remedy) }
  }
  if (refund.state === 'ABNORMAL') {
    const remedy = 'Handle the abnormal refund on the merchant platform: the payer’s account took no money.'
    return { ...seen, ...parked('REFUND_ABNORMAL', 'The refund could not be paid out.', remedy) }
  }
  return sent
}

/**
 * Pays promised refunds, each once. Every step begins by asking for the refund under its derived number, so that it
 * can be killed anywhere and begun again.
 */
export function createRefunder({ db, channels, refresh, clock, log, retry, leaseMs }: RefunderDeps): Refunder {
  /** What is known against paying now; undefined when the refund is owed. */
  const objection = ({ facts, events }: ComplaintState, action: ClaimedAction): Changes | undefined => {
    const entrusted = events.some((event) => event.action === REFUND_ENTRUSTED)
    if (entrusted || facts.fullyRefunded) {
      const settledBy = entrusted ? 'platform' : 'elsewhere'
      const details = JSON.stringify({ ...action.details, settledBy })
      return { state: 'verified', verified_at: clock(), problem: null, details }
    }
    if (refundStillOwed(events, action.details.outRefundNo ?? '')) return undefined
    const remedy = 'Approve the refund request first; then retry this action.'
    return parked('REFUND_NOT_APPROVED', 'The platform does not show the approval.', remedy)
  }

  const failed = (action: ClaimedAction, error: unknown): Changes => {
    const now = clock()
    // Asking again under the same number answers every doubt, so nothing here is an open question.
    const step = nextStep(action.attempts, judgeFailure(error, 'prepare'), now.getTime(), retry)
    const waiting = action.sent_at === null ? 'queued' : 'sent'
    if (step.kind === 'wait')
      return { state: waiting, next_attempt_at: new Date(step.at), attempts: action.attempts - 1 }
    if (!('problem' in step)) return { state: waiting, next_attempt_at: now }
    log.warn({ action: action.id, code: step.problem.code, step: step.kind }, 'a refund did not go on')
    const problem = JSON.stringify(step.problem)
    if (step.kind === 'park') return { state: 'parked', problem }
    return { state: waiting, next_attempt_at: new Date(step.at), problem }
  }

  /** Undefined when somebody else took the action meanwhile. */
  const attempt = async (action: ClaimedAction): Promise<Changes | undefined> => {
    const merchantId = action.merchant_id
    const channel = channels(merchantId)
    const { outRefundNo = '', amount = 0, orderAmount = 0 } = action.details
    const known = await channel.findRefund(outRefundNo, action.mchid)
    if (known) return { ...afterReading(action, known, clock()), write_started_at: null }
    await refresh({ merchantId, channel: action.channel, platformId: action.platform_id })
    const state = await loadComplaintState(db, { merchantId, complaintId: action.complaint_id })
    const against = objection(state, action)
    if (against) return { ...against, write_started_at: null }
    const { transactionId } = state
    if (transactionId === null) return parked('ORDER_UNKNOWN', 'The complaint names no order.', 'Refund it by hand.')
    const order = { mchid: action.mchid, transactionId, orderAmount }
    if (!(await updateClaimed(db, action, { write_started_at: clock() }))) return undefined
    try {
      const refund = await channel.refund({ ...order, outRefundNo, amount })
      return { ...afterReading(action, refund, clock()), write_started_at: null }
    } catch (error) {
      // While it may have been paid, nobody is to take it back; asking for it answers that.
      const open = judgeFailure(error, 'write').kind === 'unknown'
      return open ? failed(action, error) : { ...failed(action, error), write_started_at: null }
    }
  }

  return {
    refundNext: async () => {
      const action = await claimRefund(db, { now: clock(), leaseMs, leaseToken: randomUUID() })
      if (!action) return false
      const changes = await attempt(action).catch((error: unknown) => failed(action, error))
      if (changes === undefined) return true
      await db.transaction().execute(async (trx) => {
        const mine = await updateClaimed(trx, action, { ...changes, lease_token: null, lease_until: null })
        if (!mine) return
        const event = { id: action.id, complaintId: action.complaint_id, state: changes.state ?? 'queued' }
        await announce(trx, { type: 'action.changed', ...event })
      })
      return true
    },
  }
}
