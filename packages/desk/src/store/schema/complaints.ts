import type { ColumnType, Generated } from 'kysely'

export type Channel = 'complaints-v2' | 'rights-v16'
export type DutyKind = 'first-reply' | 'next-reply' | 'settlement' | 'delivery'

/** JSON columns are written as text and read as values. */
export type Json<Value> = ColumnType<Value, string, string>

/** As stored; instants are Unix milliseconds. */
export interface StoredDeadline {
  kind: DutyKind
  episode: number
  startsAt: number
  dueAt: number
  ended: boolean
  metAt: number | null
}

export interface StoredEpisode {
  number: number
  openedAt: number
  closedAt: number | null
}

/** What the platform said about a complaint when it was last read, and what follows from its timeline. */
export interface ComplaintsTable {
  /** Of a merchant, or of an official account in the channel rights-v16. */
  merchant_id: string
  /** uuidv7 */
  id: string
  channel: Channel
  /** complaint_id at the platform. */
  platform_id: string
  /** The complained merchant; for a partner one of its sub-merchants. */
  mchid: string
  state: string
  /** The finer state of a channel that has one. */
  channel_state: string | null
  /** Whom the conversation of the channel rights-v16 is with. */
  payer_open_id: string | null
  detail: string
  problem_type: string | null
  problem_description: string
  complained_at: Date
  complaint_times: number
  awaiting_reply: boolean
  fully_refunded: boolean
  transaction_id: string | null
  out_trade_no: string | null
  /** fen */
  order_amount: number | null
  /** fen */
  apply_refund_amount: number | null
  user_tags: string[]
  payer_phone_sealed: Buffer | null
  payer_phone_masked: string | null
  need_immediate_service: boolean
  in_platform_service: boolean
  agent_mode: boolean
  episodes: Json<StoredEpisode[]>
  deadlines: Json<StoredDeadline[]>
  /** The duty that is due first; null when nothing is owed. */
  duty: DutyKind | null
  due_at: Date | null
  /** When an open complaint is read again though nobody announced a change. */
  next_read_at: Date | null
  /** When a deadline next reaches 50, 80 or 100 hundredths of its length. */
  next_stage_at: Date | null
  /** due_at, with complaints that owe nothing at the end. */
  due_order: ColumnType<Date, never, never>
  /** Lower case: words, ids and order numbers of the complaint. */
  search_text: string
  /** Pairs of neighbouring characters of search_text and the ends of its numbers, which the indexes of the search hold. */
  search_terms: ColumnType<string[], never, never>
  raw: Json<unknown>
  /** When the newest read began whose facts are stored here. */
  read_at: Date
  updated_at: Date
  created_at: Date
}

/** How many complaints there are; kept by a trigger. */
export interface ComplaintCountsTable {
  merchant_id: string
  channel: Channel
  state: string
  count: number
}

/** The negotiation history; rows are only added. */
export interface TimelineEntriesTable {
  merchant_id: string
  complaint_id: string
  log_id: string
  at: Date
  action: string
  wire_action: string
  side: 'payer' | 'merchant' | 'platform' | 'system'
  operator: string
  content: string | null
  raw: Json<unknown>
  seen_at: Date
}

/** A stage that a deadline reached while its duty was open; 100 is the breach. Kept for good. */
export interface DeadlineMarksTable {
  merchant_id: string
  complaint_id: string
  kind: DutyKind
  episode: number
  starts_at: Date
  stage: number
  /** When the stage began. */
  at: Date
  noticed_at: Date
}

export interface NotesTable {
  merchant_id: string
  complaint_id: string
  id: string
  at: Date
  author: string
  content: string
}

/** What is to be read from the platform, one row per complaint whatever the number of reasons. */
export interface ReadsTable {
  merchant_id: string
  channel: Channel
  platform_id: string
  /** Lower first. */
  priority: number
  /** When it was last asked for; a read that began earlier does not settle it. */
  wanted_at: Date
  /** When it was first asked for since it was last settled. */
  first_wanted_at: Generated<Date>
  next_attempt_at: Date
  attempts: Generated<number>
  lease_token: string | null
  lease_until: Date | null
  problem_code: string | null
}

export interface ComplaintTables {
  complaints: ComplaintsTable
  timeline_entries: TimelineEntriesTable
  notes: NotesTable
  reads: ReadsTable
  deadline_marks: DeadlineMarksTable
  complaint_counts: ComplaintCountsTable
}
