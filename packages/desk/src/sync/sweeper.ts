import { randomUUID } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import type { Logger } from 'pino'
import { addDays, beijingDay } from '../domain/calendar.ts'
import { MINUTE_MS } from '../domain/time.ts'
import type { MerchantRegistry } from '../merchants/registry.ts'
import type { Channel, Channels } from '../platform/channel.ts'
import { problemCode } from '../problem-code.ts'
import { advanceListings, type ClaimedSync, claimSync, ensureSyncRows, updateSync } from '../store/merchant-sync.ts'
import { INBOX_CHANNEL, wakeWorkers } from '../store/notify.ts'
import { READ_PRIORITY } from '../store/reads.ts'
import type { Database } from '../store/schema/database.ts'
import { wantDifferences } from './differences.ts'
import { listWindow } from './list-window.ts'

export interface SweeperDeps {
  readonly db: Kysely<Database>
  readonly registry: MerchantRegistry
  readonly channels: Channels
  readonly clock: () => Date
  readonly log: Logger
  /** Where the platform should deliver to; undefined when the outside address is not known. */
  readonly callbackUrl: (merchantId: string) => string | undefined
}

export interface Sweeper {
  /** Sweeps one merchant, or backfills one window of one. False when nothing is due. */
  sweepNext(): Promise<boolean>
}

/** What one list call may span; the newest window is swept, older ones are backfilled. */
const WINDOW_DAYS = 30
/** What the platform shows on its own pages. */
export const BACKFILL_DAYS = 365
const SWEEP_EVERY_MS = 5 * MINUTE_MS
const RETRY_MS = MINUTE_MS
const CALLBACK_CHECK_EVERY_MS = 10 * MINUTE_MS
/** Changes of processed complaints older than the newest window are looked for once a day. */
const DEEP_SWEEP_EVERY_MS = 24 * 60 * MINUTE_MS
/** Renewed with every page. */
const LEASE_MS = 2 * MINUTE_MS

/** The last day of the newest backfill window. */
export const backfillStart = (now: Date): string => addDays(beijingDay(now.getTime()), -WINDOW_DAYS - 1)

/** Finds what no notification told of: lists windows to the end and asks for a read of every difference. */
export function createSweeper({ db, registry, channels, clock, log, callbackUrl }: SweeperDeps): Sweeper {
  /** @returns how many complaints were listed */
  const list = async (
    sync: ClaimedSync,
    channel: Channel,
    window: { beginDate: string; endDate: string },
    priority: number,
  ) => {
    let listed = 0
    await listWindow(
      async (page) => await channel.list(page),
      window,
      async (items) => {
        listed += items.length
        const key = { merchantId: sync.merchant_id, channel: 'complaints-v2' } as const
        const found = await wantDifferences(db, key, items, { priority, now: clock() })
        if (found > 0) await wakeWorkers(db, INBOX_CHANNEL)
        await updateSync(db, sync, { lease_until: new Date(clock().getTime() + LEASE_MS) })
      },
    )
    return listed
  }

  const sweep = async (sync: ClaimedSync, channel: Channel): Promise<void> => {
    const startedAt = clock()
    const endDate = beijingDay(startedAt.getTime())
    await list(sync, channel, { beginDate: addDays(endDate, -WINDOW_DAYS), endDate }, READ_PRIORITY.sweep)
    const finishedAt = clock()
    const lastDeep = sync.backfill_done_at?.getTime() ?? finishedAt.getTime()
    const deep = finishedAt.getTime() - lastDeep >= DEEP_SWEEP_EVERY_MS
    await updateSync(db, sync, {
      listing_started_at: startedAt,
      listing_finished_at: finishedAt,
      // Wanted again meanwhile: the lists read by now may lack what that was about.
      next_sweep_at: sql<Date>`case when next_sweep_at > ${startedAt}::timestamptz then next_sweep_at
        else ${new Date(finishedAt.getTime() + SWEEP_EVERY_MS)}::timestamptz end`,
      problem_code: null,
      problem_since: null,
      ...(deep ? { backfill_next: backfillStart(finishedAt), backfill_found: 0, backfill_done_at: null } : {}),
    })
  }

  const backfill = async (sync: ClaimedSync, channel: Channel, endDate: string): Promise<void> => {
    const first = addDays(endDate, -WINDOW_DAYS)
    const beginDate = first < sync.backfill_from ? sync.backfill_from : first
    const listed = beginDate > endDate ? 0 : await list(sync, channel, { beginDate, endDate }, READ_PRIORITY.backfill)
    const next = addDays(beginDate, -1)
    const done = next < sync.backfill_from
    const result = {
      backfill_next: done ? null : next,
      backfill_found: sync.backfill_found + listed,
      ...(done ? { backfill_done_at: clock() } : {}),
    }
    // Another backfill may be wanted by now: that begins anew.
    await updateSync(db, sync, result, { backfill_from: sync.backfill_from, backfill_next: endDate })
  }

  const checkCallbackUrl = async (sync: ClaimedSync, channel: Channel): Promise<void> => {
    const now = clock()
    const last = sync.callback_checked_at?.getTime() ?? 0
    const expected = callbackUrl(sync.merchant_id)
    if (expected === undefined || now.getTime() - last < CALLBACK_CHECK_EVERY_MS) return
    const found = await channel.notificationUrl()
    const state = found === undefined ? 'missing' : found === expected ? 'ok' : 'different'
    if (state !== 'ok') {
      const merchant = registry.byId(sync.merchant_id)?.slug
      log.warn({ merchant, state }, 'the platform does not deliver notifications to this desk')
    }
    await updateSync(db, sync, { callback_state: state, callback_url: found ?? null, callback_checked_at: now })
  }

  const work = async (sync: ClaimedSync): Promise<void> => {
    const channel = channels(sync.merchant_id)
    if (sync.next_sweep_at <= clock()) {
      await sweep(sync, channel)
      await checkCallbackUrl(sync, channel)
    } else if (sync.backfill_next !== null) await backfill(sync, channel, sync.backfill_next)
  }

  return {
    sweepNext: async () => {
      const now = clock()
      const backfillFrom = addDays(beijingDay(now.getTime()), -BACKFILL_DAYS)
      await ensureSyncRows(db, { now, backfillFrom, backfillNext: backfillStart(now) })
      await advanceListings(db)
      const sync = await claimSync(db, { now, leaseMs: LEASE_MS, leaseToken: randomUUID() })
      if (!sync) return false
      try {
        await work(sync)
      } catch (error) {
        const code = problemCode(error)
        log.warn({ merchant: registry.byId(sync.merchant_id)?.slug, code }, 'a sweep failed; it is tried again')
        await updateSync(db, sync, {
          problem_code: code,
          problem_since: sync.problem_since ?? now,
          next_sweep_at: new Date(clock().getTime() + RETRY_MS),
        })
      }
      await updateSync(db, sync, { lease_token: null, lease_until: null })
      return true
    },
  }
}
