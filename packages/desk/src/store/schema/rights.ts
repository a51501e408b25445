import type { ColumnType, Generated } from 'kysely'
import type { DeliveryState, Goods } from '../../domain/rights/goods.ts'
import type { Json } from './complaints.ts'

/** An official account whose rights tickets and messages the desk handles. Secrets are sealed under the master key. */
export interface OfficialAccountsTable {
  id: string
  /** Unique among merchants, too. */
  slug: string
  app_id: string
  /** Merchant number (财付通商户身份标识), 10 digits. */
  partner_id: string
  name: string
  app_secret_sealed: Buffer
  pay_sign_key_sealed: Buffer
  /** Without it no messages are received. */
  push_token_sealed: Buffer | null
  /** EncodingAESKey; null for the plain mode. */
  aes_key_sealed: Buffer | null
  /** The one before, while it is being changed. */
  former_aes_key_sealed: Buffer | null
  /** Plain messages are taken although there is an AES key. */
  accept_plain: boolean
  /** Which period's reply window and messages hold. */
  profile: 'v16' | 'y2018' | 'y2021' | 'current'
  token_endpoint: 'stable' | 'classic'
  /** What a ticket is about while nobody has said so. */
  default_goods: Goods
  /** Whether a refusal of the payer starts a new clock or the one of the filing goes on. */
  after_rejection: 'restart' | 'original'
  /** Addresses and CIDR ranges that notifications may come from; empty: any. */
  allowed_sources: string[]
  platform_url: string | null
  labels: string[]
  removed_at: Date | null
  created_at: Generated<Date>
  updated_at: Generated<Date>
}

/** The access token that all processes share. */
export interface AccessTokensTable {
  merchant_id: string
  token_sealed: Buffer
  fetched_at: Date
  expires_at: Date
  endpoint: 'stable' | 'classic'
  /** Forced refreshes of the last 24 hours. */
  forced_at: Date[]
}

/** Own complaint reasons and solutions (自定义维权原因&解决方案), at most 3 of each. */
export interface AccountTermsTable {
  merchant_id: string
  kind: 'reason' | 'solution'
  /** From 0. */
  position: number
  /** At most 15 characters. */
  content: string
}

export type RightsFactKind =
  | 'request'
  | 'confirm'
  | 'reject'
  /** A notification of a kind nobody knows. */
  | 'unknown-notice'
  /** The platform took the merchant's mark. */
  | 'marked'
  /** The platform took the merchant's delivery notice. */
  | 'delivery-reported'
  /** An operator took the ticket up. */
  | 'taken'
  /** An operator noted that the payer demands arbitration, or that it has ended. */
  | 'arbitration'
  | 'arbitration-ended'
  /** An operator decided about a held notice. */
  | 'held-applied'
  | 'held-dismissed'

/** What is known of a rights ticket; rows are only added. */
export interface RightsFactsTable {
  merchant_id: string
  feedback_id: string
  /** Unique within a ticket; of a notice its de-duplication key. */
  id: string
  at: Date
  received_at: Date
  kind: RightsFactKind
  open_id: string | null
  /** Who, when it was a person. */
  actor: string | null
  /** JSON, sealed: remarks hold phone numbers. */
  payload_sealed: Buffer
  /** XML of a notice as received, sealed. */
  body_sealed: Buffer | null
}

/** What is known of an order that tickets are about. */
export interface RightsOrdersTable {
  merchant_id: string
  transaction_id: string
  out_trade_no: string | null
  goods: Goods | null
  paid_at: Date | null
  delivery_state: DeliveryState | null
  delivered_at: Date | null
  source: 'notice' | 'api' | 'hand'
  updated_at: Date
  updated_by: string
}

/** What a payer and an account wrote to each other, and the events that open or end the reply window. */
export interface ConversationEntriesTable {
  merchant_id: string
  open_id: string
  /** Of a push its de-duplication key; of an own message the id of its action. */
  id: string
  at: Date
  received_at: Date
  direction: 'in' | 'out'
  /** Clean name: TEXT, IMAGE, …, SUBSCRIBE, CLICK, …; of an own message its type in upper case. */
  kind: string
  content: string | null
  payload: Json<Record<string, unknown>>
  action_id: string | null
  /** As received, sealed; null for own messages. */
  body_sealed: ColumnType<Buffer | null, Buffer | null, Buffer | null>
}

export interface RightsTables {
  official_accounts: OfficialAccountsTable
  access_tokens: AccessTokensTable
  account_terms: AccountTermsTable
  rights_facts: RightsFactsTable
  rights_orders: RightsOrdersTable
  conversation_entries: ConversationEntriesTable
}
