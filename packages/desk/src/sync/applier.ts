import { randomUUID, type KeyObject } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Logger } from 'pino'
import type { DeadlineSettings } from '../domain/deadlines.ts'
import type { MerchantRegistry } from '../merchants/registry.ts'
import type { Channels } from '../platform/channel.ts'
import { BudgetSpent } from '../platform/pacer.ts'
import { problemCode } from '../problem-code.ts'
import {
  type ClaimedRead,
  type ComplaintKey,
  claimRead,
  markInboxApplied,
  pendingInboxIds,
  postponeRead,
  settleRead,
} from '../store/reads.ts'
import type { Database } from '../store/schema/database.ts'
import { backoffMs } from '../work/loop.ts'
import { readPlatform } from './read-platform.ts'
import { type OnFacts, writeFacts } from './write-facts.ts'

export interface ApplierDeps {
  readonly db: Kysely<Database>
  readonly registry: MerchantRegistry
  readonly channels: Channels
  readonly masterKey: KeyObject
  readonly deadlines: DeadlineSettings
  readonly clock: () => Date
  readonly log: Logger
  readonly onFacts: OnFacts
  /** Told after facts are stored, outside the transaction. */
  readonly onStored: () => void
}

export interface Applier {
  /** Reads one complaint that is due and stores what it finds. False when nothing is due. */
  applyNext(): Promise<boolean>
  /** Reads one complaint now and stores what it finds. Rejects with the platform's error. */
  refresh(key: ComplaintKey): Promise<{ readonly complaintId: string }>
}

const LEASE_MS = 120_000
const RETRY_BASE_MS = 2_000
const RETRY_CAP_MS = 5 * 60_000

/** Turns notifications and other reasons to look into stored facts. Nothing is dropped: a failed read is tried again. */
export function createApplier(deps: ApplierDeps): Applier {
  const { db, registry, channels, clock, log } = deps

  const store = async (key: ComplaintKey, claimed?: { read: ClaimedRead; inboxIds: readonly string[] }) => {
    const startedAt = clock()
    const facts = await readPlatform(channels(key.merchantId), key.platformId, startedAt)
    const now = clock()
    const merchantSlug = registry.byId(key.merchantId)?.slug ?? key.merchantId
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

  return {
    refresh: async (key) => await store(key),
    applyNext: async () => {
      const read = await claimRead(db, { now: clock(), leaseMs: LEASE_MS, leaseToken: randomUUID() })
      if (!read) return false
      const inboxIds = await pendingInboxIds(db, read)
      try {
        await store(read, { read, inboxIds })
      } catch (error) {
        if (error instanceof BudgetSpent) {
          await postponeRead(db, read, inboxIds, { nextAttemptAt: error.retryAt, problemCode: error.code })
          return true
        }
        const code = problemCode(error)
        const pause = backoffMs(read.attempts + 1, RETRY_BASE_MS, RETRY_CAP_MS)
        log.warn(
          { merchant: read.merchantId, platformId: read.platformId, code, attempts: read.attempts + 1 },
          'a complaint could not be read; it is tried again',
        )
        const nextAttemptAt = new Date(clock().getTime() + pause)
        await postponeRead(db, read, inboxIds, { nextAttemptAt, problemCode: code })
      }
      return true
    },
  }
}
