import { type Kysely, sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { type MasterKey, sealAtRest } from '../sealing/seal.ts'
import { type ConversationEntry, entryPlace, insertConversationEntry } from '../store/conversation.ts'
import { INBOX_CHANNEL, wakeWorkers } from '../store/notify.ts'
import { type ComplaintKey, READ_PRIORITY, wantRead } from '../store/reads.ts'
import type { Database } from '../store/schema/database.ts'

/** Event types of what comes by the message push of an official account. */
export const PUSH_EVENT_TYPES = { message: 'OFFICIAL_ACCOUNT.MESSAGE', event: 'OFFICIAL_ACCOUNT.EVENT' } as const

export const isPushEventType = (eventType: string): boolean =>
  eventType === PUSH_EVENT_TYPES.message || eventType === PUSH_EVENT_TYPES.event

/** A proven push on its way into the store. */
export interface Push {
  readonly entry: ConversationEntry
  readonly eventType: (typeof PUSH_EVENT_TYPES)[keyof typeof PUSH_EVENT_TYPES]
  /** Bytes exactly as received. */
  readonly body: Uint8Array
}

/**
 * Keeps a push in one transaction: the entry of the conversation, its row in the inbox, and a read of every open ticket
 * of the payer. One that is known already changes nothing.
 * @returns whether it was new
 */
export async function keepPush(
  {
    db,
    masterKey,
    clock,
  }: { readonly db: Kysely<Database>; readonly masterKey: MasterKey; readonly clock: () => Date },
  { entry, eventType, body }: Push,
): Promise<boolean> {
  const tickets = await db.transaction().execute(async (trx) => {
    const sealedBody = sealAtRest(masterKey, body, entryPlace(entry))
    if (!(await insertConversationEntry(trx, { ...entry, sealedBody }))) return undefined
    const open = await openTickets(trx, entry)
    const id = uuidv7()
    await trx
      .insertInto('inbox')
      .values({
        merchant_id: entry.merchantId,
        id,
        channel: 'rights-v16',
        notification_id: entry.id,
        event_type: eventType,
        action: entry.kind,
        complaint_platform_id: open[0]?.platformId ?? '',
        platform_serial: '',
        raw_body: sealAtRest(masterKey, body, { table: 'inbox', column: 'raw_body', row: id }),
        received_at: entry.receivedAt,
        next_attempt_at: entry.receivedAt,
        state: 'applied',
        applied_at: entry.receivedAt,
      })
      .onConflict((conflict) => conflict.columns(['merchant_id', 'channel', 'notification_id']).doNothing())
      .execute()
    await wantReads(trx, open, clock())
    return open
  })
  if (tickets === undefined) return false
  // Once more behind the commit: a read that began before it did not see the entry, but may have ended the first wish.
  if (tickets.length > 0) await wantReads(db, tickets, clock())
  return true
}

async function wantReads(db: Kysely<Database>, tickets: readonly ComplaintKey[], now: Date): Promise<void> {
  for (const ticket of tickets) await wantRead(db, ticket, { priority: READ_PRIORITY.event, now })
  if (tickets.length > 0) await wakeWorkers(db, INBOX_CHANNEL)
}

async function openTickets(db: Kysely<Database>, { merchantId, openId }: ConversationEntry): Promise<ComplaintKey[]> {
  return await db
    .selectFrom('complaints')
    .select(['merchant_id as merchantId', 'channel', 'platform_id as platformId'])
    .where('merchant_id', '=', merchantId)
    .where('payer_open_id', '=', openId)
    .where(sql<boolean>`channel_state is distinct from 'CLOSED'`)
    .orderBy('platform_id')
    .execute()
}
