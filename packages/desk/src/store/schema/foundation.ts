import type { ColumnType, Generated } from 'kysely'

/** A merchant number whose complaints the desk handles. Keys are sealed under the master key. */
export interface MerchantsTable {
  id: string
  slug: string
  mchid: string
  name: string
  /** The partner that signs for this merchant; its keys are the ones stored here. */
  partner_mchid: string | null
  serial_no: string
  certificate_pem: string | null
  private_key_sealed: Buffer
  api_v3_key_sealed: Buffer
  /** Base address of the platform's API; null means the real hosts. */
  platform_url: string | null
  /** Stores, brands and other words to find it by. */
  labels: Generated<string[]>
  /** Set when the desk works for it no more; its keys are then empty. */
  removed_at: Date | null
  created_at: Generated<Date>
  updated_at: Generated<Date>
}

export type PlatformKeyKind = 'certificate' | 'public-key'

/** What verifies the platform's signatures, one row per merchant and serial. */
export interface PlatformKeysTable {
  merchant_id: string
  /** Opaque: 40 hex digits of a certificate or `PUB_KEY_ID_…`. */
  serial: string
  kind: PlatformKeyKind
  pem: string
  effective_at: Date | null
  expires_at: Date | null
  source: 'configured' | 'downloaded'
  added_at: Generated<Date>
}

export type InboxState = 'pending' | 'applied' | 'parked'

/** A notification that was proven genuine. The body is kept as it came, still sealed by the platform's cipher. */
export interface InboxTable {
  merchant_id: string
  /** uuidv7 */
  id: string
  channel: 'complaints-v2' | 'rights-v16'
  /** The platform's id, the same on every re-send. */
  notification_id: string
  event_type: string
  /** Clean name of the action; a value the desk does not know is kept as it came. */
  action: string
  complaint_platform_id: string
  platform_serial: string
  raw_body: Buffer
  received_at: ColumnType<Date, Date | undefined, never>
  state: ColumnType<InboxState, InboxState | undefined, InboxState>
  attempts: Generated<number>
  next_attempt_at: Generated<Date>
  applied_at: Date | null
  problem_code: string | null
}

/** Small facts about the installation itself. */
export interface SettingsTable {
  key: string
  value: unknown
  updated_at: Generated<Date>
}

export interface FoundationTables {
  merchants: MerchantsTable
  platform_keys: PlatformKeysTable
  inbox: InboxTable
  settings: SettingsTable
}
