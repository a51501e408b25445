import type { Json } from './complaints.ts'

export type Role = 'owner' | 'operator'

export interface UsersTable {
  id: string
  username: string
  display_name: string
  role: Role
  /** argon2id, in its encoded form. */
  password_hash: string
  disabled_at: Date | null
  created_at: Date
  updated_at: Date
}

export interface SessionsTable {
  /** SHA-256 of the cookie's token; the token itself is not kept. */
  token_hash: Buffer
  user_id: string
  created_at: Date
  expires_at: Date
}

export interface ApiTokensTable {
  id: string
  name: string
  /** The first characters, to recognise a token by. */
  prefix: string
  token_hash: Buffer
  role: Role
  created_at: Date
  last_used_at: Date | null
  revoked_at: Date | null
}

/** Who did what. Never holds message texts or phone numbers. */
export interface AuditTable {
  id: string
  at: Date
  actor: string
  action: string
  merchant_id: string | null
  complaint_id: string | null
  details: Json<Record<string, unknown>>
}

/** A write somebody named; its answer is given again when the same name comes back. */
export interface IdempotencyKeysTable {
  actor: string
  key: string
  request_hash: Buffer
  status: number | null
  answer: Json<unknown> | null
  created_at: Date
}

export interface AccountTables {
  users: UsersTable
  sessions: SessionsTable
  api_tokens: ApiTokensTable
  audit: AuditTable
  idempotency_keys: IdempotencyKeysTable
}
