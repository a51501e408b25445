import type { Kysely, Selectable } from 'kysely'
import { isNotice, type RightsFact, type WrittenFact } from '../domain/rights/facts.ts'
import { type MasterKey, openAtRest, type SealedPlace, sealAtRest } from '../sealing/seal.ts'
import { openNotice, RIGHTS_EVENT_TYPE } from './rights-notice.ts'
import type { Database } from './schema/database.ts'
import type { RightsFactsTable } from './schema/rights.ts'

export interface TicketKey {
  readonly merchantId: string
  readonly feedbackId: string
}

/** A fact with a row of its own; what was written is known from the conversation. */
export type StoredFact = Exclude<RightsFact, WrittenFact>

type SealedFactColumn = 'payload_sealed' | 'body_sealed'

export const factPlace = (
  column: SealedFactColumn,
  { merchantId, feedbackId }: TicketKey,
  id: string,
): SealedPlace => ({
  table: 'rights_facts',
  column,
  row: `${merchantId}/${feedbackId}/${id}`,
})

/** A fact is known by its id: the same one again changes nothing. @returns false when it is there already */
export async function insertRightsFact(
  db: Kysely<Database>,
  masterKey: MasterKey,
  key: TicketKey,
  fact: StoredFact,
  /** XML of a notice as received. */
  body?: Uint8Array,
): Promise<boolean> {
  const seal = (column: SealedFactColumn, plain: Uint8Array | string): Buffer =>
    sealAtRest(masterKey, plain, factPlace(column, key, fact.id))
  const result = await db
    .insertInto('rights_facts')
    .values({
      merchant_id: key.merchantId,
      feedback_id: key.feedbackId,
      id: fact.id,
      at: new Date(fact.at),
      received_at: new Date(fact.receivedAt),
      kind: fact.kind,
      open_id: isNotice(fact) ? fact.openId : null,
      actor: isNotice(fact) ? null : fact.actor,
      payload_sealed: seal('payload_sealed', JSON.stringify(fact)),
      body_sealed: body === undefined ? null : seal('body_sealed', body),
    })
    .onConflict((conflict) => conflict.columns(['merchant_id', 'feedback_id', 'id']).doNothing())
    .executeTakeFirst()
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n
}

/** Everything that is known of a ticket. @throws {DeskError} `MASTER_KEY_WRONG` | `SEAL_BROKEN` */
export async function rightsFactsOf(db: Kysely<Database>, masterKey: MasterKey, key: TicketKey): Promise<StoredFact[]> {
  const rows = await db
    .selectFrom('rights_facts')
    .select(['id', 'payload_sealed'])
    .where('merchant_id', '=', key.merchantId)
    .where('feedback_id', '=', key.feedbackId)
    .execute()
  return rows.map((row) => rowToFact(row, masterKey, key))
}

function rowToFact(
  { id, payload_sealed: sealed }: Pick<Selectable<RightsFactsTable>, 'id' | 'payload_sealed'>,
  masterKey: MasterKey,
  key: TicketKey,
): StoredFact {
  const fact: StoredFact = JSON.parse(
    openAtRest(masterKey, sealed, factPlace('payload_sealed', key, id)).toString('utf8'),
  )
  return fact
}

/** Turns notifications of a ticket that wait in the inbox into facts; those known already stay as they are. */
export async function factsOutOfInbox(db: Kysely<Database>, masterKey: MasterKey, key: TicketKey): Promise<void> {
  const rows = await db
    .selectFrom('inbox')
    .select(['id', 'raw_body'])
    .where('merchant_id', '=', key.merchantId)
    .where('channel', '=', 'rights-v16')
    .where('complaint_platform_id', '=', key.feedbackId)
    .where('event_type', '=', RIGHTS_EVENT_TYPE)
    .where('state', '=', 'pending')
    .orderBy('id')
    .execute()
  for (const row of rows) {
    const { fact, body } = openNotice(masterKey, row.id, row.raw_body)
    await insertRightsFact(db, masterKey, key, fact, body)
  }
}
