import type { Generated } from 'kysely'

/** How far the budget of a call is used, for all processes together. */
export interface PacingTable {
  merchant_id: string
  call: string
  /** The instant at which everything granted so far would be spread evenly, Unix milliseconds. */
  tat: number
  /** Times slower than the budget says, as of `slowed_at`; halves every five minutes. */
  slowdown: Generated<number>
  slowed_at: Generated<Date>
}

export interface PacingTables {
  pacing: PacingTable
}
