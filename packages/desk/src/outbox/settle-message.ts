import type { Kysely } from 'kysely'
import { DeskError } from '../errors.ts'
import type { ActionRow } from '../store/actions.ts'
import { insertConversationEntry, ownMessageEntry } from '../store/conversation.ts'
import { INBOX_CHANNEL, wakeWorkers } from '../store/notify.ts'
import { READ_PRIORITY, wantRead } from '../store/reads.ts'
import type { Database } from '../store/schema/database.ts'
import { type Context, changeAction, lockAction } from './intervene.ts'

/**
 * Ends the question whether a message arrived, as a person answers it who looked into the chat. One that was sent enters
 * the conversation; one that was not is cancelled, and `retry` would send it again instead.
 * @throws {DeskError} `ACTION_UNKNOWN` | `ACTION_OUTCOME_KNOWN`
 */
export async function settleMessage(
  db: Kysely<Database>,
  id: string,
  outcome: 'sent' | 'not-sent',
  context: Context,
): Promise<ActionRow> {
  const row = await lockAction(db, id)
  const { message } = row.details
  const { write_started_at: at } = row
  if (row.state !== 'parked' || at === null || message === undefined)
    throw new DeskError(
      'ACTION_OUTCOME_KNOWN',
      'Only a held message whose outcome is unknown is settled by hand.',
      'Look at the state of the action; retry or cancel it.',
    )
  if (outcome === 'not-sent') {
    const changes = { state: 'cancelled', write_started_at: null } as const
    return await changeAction(db, row, changes, 'action.settled-as-not-sent', context)
  }
  const {
    platform_id: feedbackId,
    channel,
    payer_open_id: openId,
  } = await db
    .selectFrom('complaints')
    .select(['platform_id', 'channel', 'payer_open_id'])
    .where('merchant_id', '=', row.merchant_id)
    .where('id', '=', row.complaint_id)
    .executeTakeFirstOrThrow()
  const merchantId = row.merchant_id
  const sent = {
    merchantId,
    openId: openId ?? '',
    feedbackId,
    actionId: id,
    actor: row.created_by,
    message,
    at,
    now: context.now,
  }
  await insertConversationEntry(db, ownMessageEntry(sent))
  const changes = { state: 'sent', sent_at: at, write_started_at: null, problem: null } as const
  const changed = await changeAction(db, row, changes, 'action.settled-as-sent', context)
  await wantRead(
    db,
    { merchantId, channel, platformId: feedbackId },
    { priority: READ_PRIORITY.event, now: context.now },
  )
  await wakeWorkers(db, INBOX_CHANNEL)
  return changed
}
