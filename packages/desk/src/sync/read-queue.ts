import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { PlatformCall } from '../domain/budgets.ts'
import type { Turns } from '../platform/turns.ts'
import { type ClaimedRead, claimRead, wantReadsOfInbox } from '../store/reads.ts'
import type { Database } from '../store/schema/database.ts'
import { createLook } from '../work/look.ts'
import { createSequence } from '../work/sequence.ts'

/** The reads that are wanted, as the readers of this process take them up. */
export interface ReadQueue {
  /** Leases the most urgent read of a merchant whose turn it is. A number: none now, look again in so many milliseconds. */
  take(): Promise<ClaimedRead | number | undefined>
}

export interface ReadQueueDeps {
  readonly db: Kysely<Database>
  readonly turns: Turns
  readonly clock: () => Date
}

/** A killed worker's read is late by so much. One that only takes longer is done twice, which does no harm. */
const LEASE_MS = 30_000
/** How often the inbox is looked through while there is other work, and the reads while merchants have to wait. */
const LOOK_EVERY_MS = 200
const READ_CALLS: readonly PlatformCall[] = ['detail', 'history']

export function createReadQueue({ db, turns, clock }: ReadQueueDeps): ReadQueue {
  let inboxSeenAt = 0
  const inSequence = createSequence()
  const look = createLook(LOOK_EVERY_MS)

  const claim = async (now: Date): Promise<ClaimedRead | undefined> => {
    const except = turns.waiting(READ_CALLS, now)
    const read = await claimRead(db, { now, leaseMs: LEASE_MS, leaseToken: randomUUID(), except })
    if (!read) look.foundNothing(except, now)
    return read
  }

  const take = async (): Promise<ClaimedRead | number | undefined> => {
    const now = clock()
    if (!look.isVain(turns.waiting(READ_CALLS, now), now)) {
      // In a storm the inbox is not looked through for every read; with nothing else to do, it always is.
      const early = now.getTime() - inboxSeenAt < LOOK_EVERY_MS ? await claim(now) : undefined
      if (early) return early
      inboxSeenAt = now.getTime()
      await wantReadsOfInbox(db, now)
      const read = await claim(now)
      if (read) return read
    }
    const turn = turns.lookAgainIn(READ_CALLS, now)
    return turn === undefined ? undefined : Math.min(turn, LOOK_EVERY_MS)
  }

  return {
    take: async () => {
      const mine = inSequence(take)
      // The next one looks once this one has got its turn: readers that look together would all find the merchant whose
      // turn it is, and all but the first of them would wait.
      void inSequence(async () => {
        const read = await mine.catch(() => undefined)
        if (typeof read === 'object') await turns.told(read.merchantId, 'detail')
      })
      return await mine
    },
  }
}
