import type { ClassicMessage, WindowEntry, WindowTrigger } from '@redress/wechatpay'
import { type Kysely, type Selectable, sql } from 'kysely'
import { type OutgoingMessage, wordsOf } from '../domain/rights/message.ts'
import type { SealedPlace } from '../sealing/seal.ts'
import type { Database } from './schema/database.ts'
import type { ConversationEntriesTable } from './schema/rights.ts'

export interface ConversationEntry {
  readonly merchantId: string
  readonly openId: string
  /** Of a push its de-duplication key; of an own message the id of its action. */
  readonly id: string
  readonly at: Date
  readonly receivedAt: Date
  readonly direction: 'in' | 'out'
  /** Clean name: TEXT, IMAGE, …, SUBSCRIBE, CLICK, …; of an own message its type in upper case. */
  readonly kind: string
  readonly content: string | null
  readonly payload: Readonly<Record<string, unknown>>
  readonly actionId: string | null
}

export interface NewConversationEntry extends ConversationEntry {
  /** As received, sealed for {@link entryPlace}; null for own messages. */
  readonly sealedBody: Buffer | null
}

export const entryPlace = (entry: Pick<ConversationEntry, 'merchantId' | 'openId' | 'id'>): SealedPlace => ({
  table: 'conversation_entries',
  column: 'body_sealed',
  row: `${entry.merchantId}/${entry.openId}/${entry.id}`,
})

/** @returns false when it is there already */
export async function insertConversationEntry(db: Kysely<Database>, entry: NewConversationEntry): Promise<boolean> {
  const result = await db
    .insertInto('conversation_entries')
    .values({
      merchant_id: entry.merchantId,
      open_id: entry.openId,
      id: entry.id,
      at: entry.at,
      received_at: entry.receivedAt,
      direction: entry.direction,
      kind: entry.kind,
      content: entry.content,
      payload: JSON.stringify(entry.payload),
      action_id: entry.actionId,
      body_sealed: entry.sealedBody,
    })
    .onConflict((conflict) => conflict.columns(['merchant_id', 'open_id', 'id']).doNothing())
    .executeTakeFirst()
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n
}

/** An own message as the conversation keeps it, once the platform took it. */
export const ownMessageEntry = (sent: {
  readonly merchantId: string
  readonly openId: string
  /** The ticket that it was written from. */
  readonly feedbackId: string
  readonly actionId: string
  /** Who answers for it. */
  readonly actor: string
  readonly message: OutgoingMessage | ClassicMessage
  readonly at: Date
  readonly now: Date
}): NewConversationEntry => ({
  merchantId: sent.merchantId,
  openId: sent.openId,
  id: sent.actionId,
  at: sent.at,
  receivedAt: sent.now,
  direction: 'out',
  kind: sent.message.type.toUpperCase(),
  content: wordsOf(sent.message),
  payload: { actor: sent.actor, feedbackId: sent.feedbackId },
  actionId: sent.actionId,
  sealedBody: null,
})

/** Everything between an account and a payer, the oldest first. */
export async function conversationOf(
  db: Kysely<Database>,
  merchantId: string,
  openId: string,
): Promise<ConversationEntry[]> {
  const rows = await db
    .selectFrom('conversation_entries')
    .select([
      'merchant_id',
      'open_id',
      'id',
      'at',
      'received_at',
      'direction',
      'kind',
      'content',
      'payload',
      'action_id',
    ])
    .where('merchant_id', '=', merchantId)
    .where('open_id', '=', openId)
    .orderBy('at')
    .orderBy('received_at')
    .orderBy('id')
    .execute()
  return rows.map(rowToEntry)
}

/**
 * What opens, uses and ends the reply window; messages that may have gone out count as sent. What the payer did counts
 * from when it was received, should the clock of the platform be ahead: what lies after now would open nothing.
 */
export async function windowEntriesOf(
  db: Kysely<Database>,
  merchantId: string,
  openId: string,
): Promise<WindowEntry[]> {
  const conversation = await conversationOf(db, merchantId, openId)
  const { rows } = await sql<{ at: Date; filed: boolean }>`
    select least(f.at, f.received_at) as at, true as filed from complaints c
    join rights_facts f on f.merchant_id = c.merchant_id and f.feedback_id = c.platform_id
    where c.merchant_id = ${merchantId} and c.payer_open_id = ${openId}
      and f.kind = 'request' and f.open_id = ${openId}
    union all
    select a.write_started_at, false from complaints c
    join actions a on a.merchant_id = c.merchant_id and a.complaint_id = c.id
    where c.merchant_id = ${merchantId} and c.payer_open_id = ${openId}
      and a.kind = 'message' and a.write_started_at is not null
      and not exists (
        select from conversation_entries e
        where e.merchant_id = a.merchant_id and e.open_id = ${openId} and e.id = a.id
      )`.execute(db)
  return [
    ...conversation.flatMap(windowEntry),
    ...rows.map(
      ({ at, filed }): WindowEntry => (filed ? { at, kind: 'opened', trigger: 'rights' } : { at, kind: 'sent' }),
    ),
  ]
}

const TRIGGERS: Readonly<Record<string, WindowTrigger>> = {
  CLICK: 'click',
  SUBSCRIBE: 'subscribe',
  SCAN: 'scan',
  ORDER_PAID: 'payment',
}

function windowEntry({ at: toldAt, receivedAt, direction, kind, payload }: ConversationEntry): WindowEntry[] {
  if (direction === 'out') return [{ at: toldAt, kind: 'sent' }]
  const at = toldAt < receivedAt ? toldAt : receivedAt
  if (payload['push'] === 'message') {
    // The choice of a menu item comes as a text, but counts as the click it was.
    return [{ at, kind: 'opened', trigger: payload['menuItemId'] === undefined ? 'message' : 'click' }]
  }
  if (kind === 'UNSUBSCRIBE') return [{ at, kind: 'unsubscribed' }]
  const trigger = Object.hasOwn(TRIGGERS, kind) ? TRIGGERS[kind] : undefined
  return trigger === undefined ? [] : [{ at, kind: 'opened', trigger }]
}

const rowToEntry = (row: Omit<Selectable<ConversationEntriesTable>, 'body_sealed'>): ConversationEntry => ({
  merchantId: row.merchant_id,
  openId: row.open_id,
  id: row.id,
  at: row.at,
  receivedAt: row.received_at,
  direction: row.direction,
  kind: row.kind,
  content: row.content,
  payload: row.payload,
  actionId: row.action_id,
})
