import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Logger } from 'pino'
import type { DeadlineSettings } from '../domain/deadlines.ts'
import type { Holders } from '../official-accounts/holders.ts'
import type { Channels } from '../platform/channel.ts'
import { BudgetSpent } from '../platform/pacer.ts'
import { problemCode } from '../problem-code.ts'
import type { MasterKey } from '../sealing/seal.ts'
import {
  type ClaimedRead,
  type ComplaintKey,
  claimRead,
  markInboxApplied,
  pendingInboxIds,
  postponeRead,
  releaseRead,
  settleRead,
  wantReadsOfInbox,
} from '../store/reads.ts'
import type { Database } from '../store/schema/database.ts'
import { createGate } from '../work/gate.ts'
import { backoffMs, type Worked } from '../work/loop.ts'
import { readPlatform } from './read-platform.ts'
import { type OnFacts, writeFacts } from './write-facts.ts'

export interface ApplierDeps {
  readonly db: Kysely<Database>
  readonly holders: Pick<Holders, 'byId'>
  readonly channels: Channels
  readonly masterKey: MasterKey
  readonly deadlines: DeadlineSettings
  readonly clock: () => Date
  readonly log: Logger
  readonly onFacts: OnFacts
  /** Told after facts are stored, outside the transaction. */
  readonly onStored: () => void
}

export interface Applier {
  /** Reads one complaint that is due and stores what it finds. */
  applyNext(): Promise<Worked>
  /** Reads one complaint now and stores what it finds. Rejects with the platform's error. */
  refresh(key: ComplaintKey): Promise<{ readonly complaintId: string }>
}

/** A killed worker's read is late by so much. One that only takes longer is done twice, which does no harm. */
const LEASE_MS = 30_000
const RETRY_BASE_MS = 2_000
const RETRY_CAP_MS = 5 * 60_000
/** How often the inbox is looked through while there is other work. */
const INBOX_EVERY_MS = 200

/** Turns notifications and other reasons to look into stored facts. Nothing is dropped: a failed read is tried again. */
export function createApplier(deps: ApplierDeps): Applier {
  const { db, holders, channels, clock, log } = deps

  const store = async (key: ComplaintKey, claimed?: { read: ClaimedRead; inboxIds: readonly string[] }) => {
    const startedAt = clock()
    const facts = await readPlatform(channels(key.merchantId), key.platformId, startedAt)
    const now = clock()
    const merchantSlug = holders.byId(key.merchantId)?.slug ?? key.merchantId
    const written = await db.transaction().execute(async (trx) => {
      const result = await writeFacts(trx, key, facts, { ...deps, now, merchantSlug })
      if (claimed) {
        await markInboxApplied(trx, key.merchantId, claimed.inboxIds, now)
        await settleRead(trx, claimed.read, startedAt)
      }
      return result
    })
    deps.onStored()
    return written
  }

  const gate = createGate()
  let inboxSeenAt = 0

  const claimNow = async (now: Date): Promise<ClaimedRead | undefined> =>
    await claimRead(db, { now, leaseMs: LEASE_MS, leaseToken: randomUUID(), except: gate.closed(now) })

  /** In a storm the inbox is not looked through for every read; with nothing else to do, it always is. */
  const claim = async (): Promise<ClaimedRead | undefined> => {
    const now = clock()
    if (now.getTime() - inboxSeenAt < INBOX_EVERY_MS) {
      const read = await claimNow(now)
      if (read) return read
    }
    inboxSeenAt = now.getTime()
    await wantReadsOfInbox(db, now)
    return await claimNow(now)
  }

  const postpone = async (read: ClaimedRead, inboxIds: readonly string[], error: unknown): Promise<void> => {
    if (error instanceof BudgetSpent) {
      gate.close(read.merchantId, error.retryAt)
      await releaseRead(db, read)
      return
    }
    const code = problemCode(error)
    const attempts = read.attempts + 1
    log.warn(
      { merchant: read.merchantId, platformId: read.platformId, code, attempts },
      'a complaint could not be read; it is tried again',
    )
    const nextAttemptAt = new Date(clock().getTime() + backoffMs(attempts, RETRY_BASE_MS, RETRY_CAP_MS))
    await postponeRead(db, read, inboxIds, { nextAttemptAt, problemCode: code })
  }

  return {
    refresh: async (key) => await store(key),
    applyNext: async () => {
      const read = await claim()
      if (!read) return gate.opensIn(clock()) ?? false
      const inboxIds = await pendingInboxIds(db, read)
      try {
        await store(read, { read, inboxIds })
      } catch (error) {
        await postpone(read, inboxIds, error)
      }
      return true
    },
  }
}
