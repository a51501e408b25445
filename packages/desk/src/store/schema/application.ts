import type { AccountTables } from './accounts.ts'
import type { ComplaintTables } from './complaints.ts'
import type { OutboxTables } from './outbox.ts'
import type { PacingTables } from './pacing.ts'
import type { ReconcileTables } from './reconcile.ts'
import type { RightsTables } from './rights.ts'
import type { VaultTables } from './vault.ts'

/** Tables of complaints, actions and accounts, by name. */
export type ApplicationTables = ComplaintTables &
  VaultTables &
  OutboxTables &
  AccountTables &
  PacingTables &
  ReconcileTables &
  RightsTables
