import type { Kysely } from 'kysely'
import type { Logger } from 'pino'
import type { DeadlineSettings } from '../domain/deadlines.ts'
import type { Holders } from '../official-accounts/holders.ts'
import type { Channels } from '../platform/channel.ts'
import { BudgetSpent } from '../platform/pacer.ts'
import type { Turns } from '../platform/turns.ts'
import { problemCode } from '../problem-code.ts'
import type { MasterKey } from '../sealing/seal.ts'
import {
  type ClaimedRead,
  type ComplaintKey,
  markInboxApplied,
  pendingInboxIds,
  postponeRead,
  releaseRead,
  settleRead,
} from '../store/reads.ts'
import type { Database } from '../store/schema/database.ts'
import { backoffMs, type Worked } from '../work/loop.ts'
import { readPlatform } from './read-platform.ts'
import { createReadQueue } from './read-queue.ts'
import { type OnFacts, writeFacts } from './write-facts.ts'

export interface ApplierDeps {
  readonly db: Kysely<Database>
  readonly holders: Pick<Holders, 'byId'>
  readonly channels: Channels
  /** For reads that nobody waits for: they give up at once when it is not their turn. */
  readonly readingChannels: Channels
  readonly turns: Turns
  readonly masterKey: MasterKey
  readonly deadlines: DeadlineSettings
  readonly clock: () => Date
  readonly log: Logger
  readonly onFacts: OnFacts
  /** Told after a complaint with pictures to fetch is stored, outside the transaction. */
  readonly onPictures: () => void
}

export interface Applier {
  /** Reads one complaint that is due and stores what it finds. */
  applyNext(): Promise<Worked>
  /** Reads one complaint now and stores what it finds. Rejects with the platform's error. */
  refresh(key: ComplaintKey): Promise<{ readonly complaintId: string }>
}

const RETRY_BASE_MS = 2_000
const RETRY_CAP_MS = 5 * 60_000

/** Turns notifications and other reasons to look into stored facts. Nothing is dropped: a failed read is tried again. */
export function createApplier(deps: ApplierDeps): Applier {
  const { db, holders, channels, readingChannels, clock, log } = deps

  const store = async (key: ComplaintKey, claimed?: { read: ClaimedRead; inboxIds: readonly string[] }) => {
    const startedAt = clock()
    const channel = (claimed ? readingChannels : channels)(key.merchantId)
    const facts = await readPlatform(channel, key.platformId, startedAt)
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
    if (written.pictures) deps.onPictures()
    return written
  }

  const queue = createReadQueue(deps)

  const postpone = async (read: ClaimedRead, inboxIds: readonly string[], error: unknown): Promise<void> => {
    if (error instanceof BudgetSpent) {
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
      const read = await queue.take()
      if (typeof read !== 'object') return read ?? false
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
