import type { Generated } from 'kysely'

/** Bytes the vault holds, by their SHA-256 in hex. */
export interface MediaTable {
  media_key: string
  content_type: string
  /** bytes */
  size: number
  width: number | null
  height: number | null
  /** When these bytes were last handed in. */
  created_at: Date
}

export type PictureState = 'pending' | 'stored' | 'missing'

/** A picture that an entry of a timeline names. */
export interface PicturesTable {
  merchant_id: string
  complaint_id: string
  log_id: string
  /** From 0, in the order of the entry. */
  position: number
  /** At the platform; short-lived for some, never shown. */
  url: string
  state: PictureState
  reason: string | null
  media_key: string | null
  attempts: Generated<number>
  next_attempt_at: Date
}

export interface VaultTables {
  media: MediaTable
  pictures: PicturesTable
}
