import type { Generated } from 'kysely'

export type CallbackState = 'unchecked' | 'ok' | 'missing' | 'different'

/** How far a merchant's complaints are known to be complete, and what is under way to get further. */
export interface MerchantSyncTable {
  merchant_id: string
  next_sweep_at: Date
  lease_token: string | null
  lease_until: Date | null
  /** The newest listing that ran to its end. */
  listing_started_at: Date | null
  listing_finished_at: Date | null
  /** Start of the newest listing whose every difference has been read. */
  listed_up_to: Date | null
  problem_code: string | null
  problem_since: Date | null
  /** First day of the backfill, `yyyy-MM-dd`. */
  backfill_from: string
  /** Last day of its next window; null when none is left. */
  backfill_next: string | null
  backfill_found: Generated<number>
  backfill_done_at: Date | null
  callback_state: Generated<CallbackState>
  callback_url: string | null
  callback_checked_at: Date | null
}

export interface ReconcileTables {
  merchant_sync: MerchantSyncTable
}
