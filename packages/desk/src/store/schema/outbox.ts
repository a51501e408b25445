import type { ColumnType, Generated } from 'kysely'
import type { OutgoingMessage } from '../../domain/rights/message.ts'

export type ActionKind = 'reply' | 'completion' | 'refund-decision' | 'refund' | 'message' | 'delivery-notice'
export type ActionState = 'queued' | 'sending' | 'sent' | 'verified' | 'parked' | 'cancelled'

export interface StoredProblem {
  code: string
  message: string
  remedy: string
}

/** What a kind of action needs beyond words and pictures. Which of them are there depends on the kind. */
export interface ActionDetails {
  /** Of a refund decision. */
  decision?: 'approve' | 'reject'
  /** Working days until the refund is started. */
  launchRefundDay?: number
  /** fen; of an approval and of its refund. */
  amount?: number
  /** fen; of a refund. */
  orderAmount?: number
  /** The merchant's own number of a refund; derived, so that it is never paid twice. */
  outRefundNo?: string
  /** Of a refund, as the platform last reported it. */
  refundState?: string
  /** Who brought it about, when it was not this desk. */
  settledBy?: string
  /** Of the completion of a rights ticket: somebody said that what was agreed has been carried out. */
  settledAsAgreed?: boolean
  /** Of a message to a payer of an official account. */
  message?: OutgoingMessage
  /** Of a delivery notice. */
  delivery?: {
    status: 'delivered' | 'failed' /** Unix milliseconds. */
    at: number
    outTradeNo: string
    reason?: string
  }
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
  details: ColumnType<ActionDetails, string | undefined, string>
  /** A second person has to agree before it goes out. */
  needs_approval: Generated<boolean>
  approved_by: string | null
  approved_at: Date | null
  /** The entry of the timeline that this action became. */
  log_id: string | null
  sent_at: Date | null
  verified_at: Date | null
  problem: ColumnType<StoredProblem | null, string | null, string | null>
}

/** Limits of a merchant's refunds; the defaults hold where there is no row. */
export interface RefundRulesTable {
  merchant_id: string
  trusted_only: boolean
  /** fen */
  daily_amount: number
  /** fen */
  four_eyes_above: number
  updated_at: Date
  updated_by: string
}

export interface OutboxTables {
  actions: ActionsTable
  refund_rules: RefundRulesTable
}
