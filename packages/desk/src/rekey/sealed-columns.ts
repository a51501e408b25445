import { tokenPlace } from '../platform/access-token-store.ts'
import type { SealedPlace } from '../sealing/seal.ts'
import { entryPlace } from '../store/conversation.ts'
import { factPlace } from '../store/rights-facts.ts'
import { noticePlace } from '../store/rights-notice.ts'

/** A column of sealed values that grows without end. */
export interface SealedColumn {
  readonly table: string
  readonly column: string
  /** The columns that tell rows apart, all of them text, in the order of the primary key. */
  readonly key: readonly string[]
  /** SQL condition, where not every row is sealed. */
  readonly only?: string
  /** How many rows are held in memory at once. */
  readonly batch: number
  /** Where the value of a row was sealed for. */
  readonly placeOf: (key: readonly string[]) => SealedPlace
}

const SMALL = 500
/** A notification may have 64 KiB. */
const BODIES = 100

const part = (key: readonly string[], index: number): string => key[index] ?? ''

export const PHONES: SealedColumn = {
  table: 'complaints',
  column: 'payer_phone_sealed',
  key: ['merchant_id', 'id'],
  batch: SMALL,
  placeOf: (key) => ({ table: 'complaints', column: 'payer_phone_sealed', row: part(key, 1) }),
}

export const ACCESS_TOKENS: SealedColumn = {
  table: 'access_tokens',
  column: 'token_sealed',
  key: ['merchant_id'],
  batch: SMALL,
  placeOf: (key) => tokenPlace(part(key, 0)),
}

/** What comes from merchants is kept under the platform's own cipher. */
export const NOTICES: SealedColumn = {
  table: 'inbox',
  column: 'raw_body',
  key: ['merchant_id', 'id'],
  only: `channel = 'rights-v16'`,
  batch: BODIES,
  placeOf: (key) => noticePlace(part(key, 1)),
}

const factColumn = (column: 'payload_sealed' | 'body_sealed', batch: number): SealedColumn => ({
  table: 'rights_facts',
  column,
  key: ['merchant_id', 'feedback_id', 'id'],
  batch,
  placeOf: (key) => factPlace(column, { merchantId: part(key, 0), feedbackId: part(key, 1) }, part(key, 2)),
})

export const FACTS = factColumn('payload_sealed', SMALL)
export const FACT_BODIES = factColumn('body_sealed', BODIES)

export const MESSAGES: SealedColumn = {
  table: 'conversation_entries',
  column: 'body_sealed',
  key: ['merchant_id', 'open_id', 'id'],
  batch: BODIES,
  placeOf: (key) => entryPlace({ merchantId: part(key, 0), openId: part(key, 1), id: part(key, 2) }),
}
