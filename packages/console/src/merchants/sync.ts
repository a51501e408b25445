import type { MerchantSync } from '../api/types.ts'

/** Older than this, what the list shows may lack something: the desk reads the calmest open complaint hourly. */
const AGED_MS = 90 * 60_000
/** A reconciliation that fails for longer than this is no passing fault of the network. */
const FAILING_MS = 10 * 60_000

/** How complete a merchant's data are: known up to now, up to a while ago, or not yet known. */
export type Completeness = 'fresh' | 'aged' | 'unknown'

export function completenessOf(
  sync: Pick<MerchantSync, 'completeUpTo' | 'problemSince'> | null,
  now: number,
): Completeness {
  if (sync === null || sync.completeUpTo === null) return 'unknown'
  const failing = sync.problemSince !== null && now - Date.parse(sync.problemSince) > FAILING_MS
  return failing || now - Date.parse(sync.completeUpTo) > AGED_MS ? 'aged' : 'fresh'
}

const DAY_MS = 24 * 3_600_000

/** Share of the days asked for that have been listed, 0 to 1. Days as `yyyy-MM-dd`. */
export function backfillShare(backfill: MerchantSync['backfill'], now: number): number {
  if (backfill.doneAt !== null) return 1
  const asked = now - Date.parse(backfill.from)
  const listed = now - Date.parse(backfill.coveredFrom)
  if (asked < DAY_MS) return 1
  return Math.min(1, Math.max(0, listed / asked))
}
