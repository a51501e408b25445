import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Logger } from 'pino'
import { canComplete } from '../domain/applicable.ts'
import type { Channel, Channels } from '../platform/channel.ts'
import type { Turns } from '../platform/turns.ts'
import { type ClaimedAction, claimAction, findAction, updateClaimed } from '../store/actions.ts'
import { loadComplaintState } from '../store/complaint-state.ts'
import { announce, OUTBOX_CHANNEL, wakeWorkers } from '../store/notify.ts'
import { type ComplaintKey, READ_PRIORITY, wantRead } from '../store/reads.ts'
import { readRefundRules } from '../store/refund-rules.ts'
import type { Database } from '../store/schema/database.ts'
import { createGate } from '../work/gate.ts'
import { createLook } from '../work/look.ts'
import type { Worked } from '../work/loop.ts'
import { createSequence } from '../work/sequence.ts'
import { callOf, gateName, kindsWaiting, WRITE_CALLS } from './calls.ts'
import { judgeFailure, judgeSingleWrite, leftHalfDone } from './judge.ts'
import { equalEntries } from './match.ts'
import type { FileForPlatform } from './message-files.ts'
import { type NextStep, nextStep, type RetryPolicy, type SendResult } from './next-step.ts'
import { precondition } from './preconditions.ts'
import { prepareMessage } from './prepare-message.ts'
import { type PictureForPlatform, uploadPictures } from './upload.ts'
import { writeAction } from './write.ts'

export interface SenderDeps {
  readonly db: Kysely<Database>
  readonly channels: Channels
  readonly turns: Turns
  readonly picture: PictureForPlatform
  readonly file: FileForPlatform
  /** Reads a complaint from the platform and stores what it finds, verified actions included. */
  readonly refresh: (key: ComplaintKey) => Promise<unknown>
  readonly clock: () => Date
  readonly log: Logger
  readonly retry: RetryPolicy
  /** How long an action stays with a worker that may have been killed. Longer than one call can take. */
  readonly leaseMs: number
}

export interface Sender {
  /** Carries out one attempt of the most urgent action. */
  sendNext(): Promise<Worked>
}

/** What is left to do once everything before the write is done. */
interface Prepared {
  readonly write: () => Promise<void>
}

/** How often is looked for something new while merchants have to wait. */
const LOOK_EVERY_MS = 100

/** Somebody else has settled the action, or holds it. Nothing is left to do for this worker. */
const superseded = Symbol('superseded')
type Attempt = SendResult | typeof superseded

/** Carries intents to the platform, each at most once. */
export function createSender(deps: SenderDeps): Sender {
  const gate = createGate()
  const inSequence = createSequence()
  const look = createLook(LOOK_EVERY_MS)
  const { db, channels, turns, picture, refresh, clock, log, retry, leaseMs } = deps

  /** Everything before the write: fresh facts, guards, files. A failure here leaves no question open. */
  const prepare = async (action: ClaimedAction): Promise<SendResult | Prepared> => {
    const merchantId = action.merchant_id
    const channel = channels(merchantId)
    try {
      await refresh(keyOf(action))
    } catch (error) {
      return stillOpen(action, judgeFailure(error, 'prepare'))
    }
    const { facts, events } = await loadComplaintState(db, { merchantId, complaintId: action.complaint_id })
    if (!(await answersEarlierAttempt(channel, action))) {
      const objection = precondition(action, facts, events, await readRefundRules(db, merchantId))
      if (objection) return objection
    }
    // Had the refresh found its effect, the action would be verified by now.
    if (action.write_started_at !== null && !channel.canLookUp(action.kind)) return leftHalfDone
    if (action.kind !== 'message') {
      const mediaIds = await uploadPictures({ db, picture, channel }, action)
      return { write: async () => await writeAction(channel, action, mediaIds) }
    }
    const ready = await prepareMessage(deps, channel, action)
    if (!('message' in ready)) return ready
    const intent = { actionId: action.id, actor: action.created_by, message: ready.message }
    return { write: async () => await channel.sendMessage(action.platform_id, intent) }
  }

  /**
   * A write may be refused because a colleague, or a lost attempt of ours, did the same a moment ago. Reading verifies
   * what is ours; a completion is settled whoever made it.
   */
  const settledElsewhere = async (action: ClaimedAction, result: SendResult): Promise<SendResult> => {
    if (result.kind !== 'refused') return result
    await verifySoon(action)
    if (action.kind !== 'completion') return result
    const complaint = { merchantId: action.merchant_id, complaintId: action.complaint_id }
    const { facts } = await loadComplaintState(db, complaint)
    return canComplete(facts).allowed ? result : { kind: 'settled' }
  }

  const attempt = async (action: ClaimedAction): Promise<Attempt> => {
    try {
      const prepared = await prepare(action)
      // The refresh may have found the effect of an earlier attempt and verified the action.
      if ((await findAction(db, action.id))?.lease_token !== action.lease_token) return superseded
      if (!('write' in prepared)) return prepared
      const { entries } = await loadComplaintState(db, {
        merchantId: action.merchant_id,
        complaintId: action.complaint_id,
      })
      const baseline = equalEntries(action, entries).map((entry) => entry.logId)
      const startedAt = clock()
      const mine = await updateClaimed(db, action, {
        // Of what changes nothing the second time the first attempt may have been the one.
        write_started_at: action.kind === 'completion' ? (action.write_started_at ?? startedAt) : startedAt,
        baseline: JSON.stringify(baseline),
        // Whoever takes over must find the write ended: it looks for its effect and repeats it when there is none.
        lease_until: new Date(startedAt.getTime() + leaseMs),
      })
      if (!mine) return superseded
      try {
        await prepared.write()
        return { kind: 'accepted' }
      } catch (error) {
        const repeatable = channels(action.merchant_id).canLookUp(action.kind)
        const result = repeatable ? judgeFailure(error, 'write') : judgeSingleWrite(error)
        return await settledElsewhere(action, result.kind === 'not-sent' ? stillOpen(action, result) : result)
      }
    } catch (error) {
      const result = judgeFailure(error, 'prepare')
      return result.kind === 'not-sent' ? stillOpen(action, result) : result
    }
  }

  /** The most urgent action whose turn it is. A number: none now, look again in so many milliseconds. */
  const claim = async (): Promise<ClaimedAction | number | undefined> => {
    const now = clock()
    const except = [...gate.closed(now), ...kindsWaiting(turns, now)]
    if (!look.isVain(except, now)) {
      const action = await claimAction(db, { now, leaseMs, leaseToken: randomUUID(), except })
      if (action) turns.expect(action.merchant_id, callOf(action), now)
      if (action) return action
      look.foundNothing(except, now)
    }
    const times = [gate.opensIn(now), turns.lookAgainIn(WRITE_CALLS, now)].filter((ms) => ms !== undefined)
    return times.length === 0 ? undefined : Math.min(...times)
  }

  const settle = async (action: ClaimedAction, step: NextStep): Promise<void> => {
    const now = clock()
    const changes = { lease_token: null, lease_until: null, ...settledColumns(step, action, now) }
    await db.transaction().execute(async (trx) => {
      if (!(await updateClaimed(trx, action, changes))) return
      if (step.kind === 'sent' && action.channel === 'rights-v16') {
        // Nothing is swept there, and no notification follows: a process killed before its own read would leave it open.
        await wantRead(trx, keyOf(action), { priority: READ_PRIORITY.event, now })
      }
      const event = { id: action.id, complaintId: action.complaint_id, state: changes.state }
      await announce(trx, { type: 'action.changed', ...event })
      // The refund that follows an approval waits for it.
      if (action.kind === 'refund-decision') await wakeWorkers(trx, OUTBOX_CHANNEL)
    })
  }

  return {
    sendNext: async () => {
      const action = await inSequence(claim)
      if (typeof action !== 'object') return action ?? false
      const result = await attempt(action)
      turns.forget(action.merchant_id, callOf(action))
      if (result === superseded) return true
      if (result.kind === 'deferred') gate.close(gateName(action, result.call), new Date(result.at))
      const step = nextStep(action.attempts, result, clock().getTime(), retry)
      await settle(action, step)
      if (step.kind === 'sent') await verifySoon(action)
      else if ('problem' in step) {
        log.warn({ action: action.id, code: step.problem.code, step: step.kind, attempts: action.attempts }, 'not sent')
      }
      return true
    },
  }

  /** Shows the effect at once; when this read fails, the notification or the next sweep shows it. */
  async function verifySoon(action: ClaimedAction): Promise<void> {
    await refresh(keyOf(action)).catch(() => undefined)
  }
}

/** Not getting to know it does not answer whether an earlier attempt took effect: that stays to be looked up. */
function stillOpen(action: ClaimedAction, result: SendResult): SendResult {
  if (action.write_started_at === null) return result
  if (result.kind === 'not-sent') return { ...result, kind: 'unknown' }
  return result.kind === 'refused' ? { ...result, kind: 'undecidable' } : result
}

/** The payer has answered a completion whose own answer was lost: it arrived, and nothing is to be sent again. */
const answersEarlierAttempt = async (channel: Channel, { kind, write_started_at, platform_id }: ClaimedAction) =>
  kind === 'completion' && write_started_at !== null && (await channel.answeredSince(platform_id, write_started_at))

const keyOf = ({ merchant_id, channel, platform_id }: ClaimedAction): ComplaintKey => ({
  merchantId: merchant_id,
  channel,
  platformId: platform_id,
})

/** The columns of an action after an attempt. While a question is open, `write_started_at` stays as it is. */
function settledColumns(step: NextStep, action: ClaimedAction, now: Date) {
  if (step.kind === 'wait') {
    // Whatever question an earlier attempt left stays; this one left none.
    const { attempts, write_started_at } = action
    return { state: 'queued' as const, attempts: attempts - 1, write_started_at }
  }
  if (step.kind === 'sent') return { state: 'sent' as const, sent_at: now, write_started_at: null, problem: null }
  if (step.kind === 'verified') {
    return { state: 'verified' as const, verified_at: now, write_started_at: null, problem: null }
  }
  const answered = step.open ? {} : { write_started_at: null }
  const problem = JSON.stringify(step.problem)
  if (step.kind === 'park') return { state: 'parked' as const, problem, ...answered }
  return { state: 'queued' as const, next_attempt_at: new Date(step.at), problem, ...answered }
}
