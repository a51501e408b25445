import type { ColumnType, Generated } from 'kysely'

export type ActionKind = 'reply' | 'completion'
export type ActionState = 'queued' | 'sending' | 'sent' | 'verified' | 'parked' | 'cancelled'

export interface StoredProblem {
  code: string
  message: string
  remedy: string
}

/** What somebody intends to do at the platform. What happened is in the timeline. */
export interface ActionsTable {
  merchant_id: string
  /** uuidv7, so that the order of ids is the order of intents. */
  id: string
  complaint_id: string
  kind: ActionKind
  state: ActionState
  content: string | null
  /** Keys of pictures in the vault. */
  images: string[]
  override_reason: string | null
  created_at: Date
  created_by: string
  attempts: Generated<number>
  next_attempt_at: Date
  lease_token: string | null
  lease_until: Date | null
  /** Media key -> media id at the platform, kept so that a retry does not upload again. */
  uploads: ColumnType<Record<string, string>, string | undefined, string>
  /** Set before the write leaves, cleared when its outcome is certain. While set, the outcome is unknown. */
  write_started_at: Date | null
  /** Serials of equal entries that were there before the write: a new one among them is ours. */
  baseline: ColumnType<string[] | null, string | null, string | null>
  /** The entry of the timeline that this action became. */
  log_id: string | null
  sent_at: Date | null
  verified_at: Date | null
  problem: ColumnType<StoredProblem | null, string | null, string | null>
}

export interface OutboxTables {
  actions: ActionsTable
}
