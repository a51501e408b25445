import { buildMessageRequest, type ProfileName, ProtocolError } from '@redress/wechatpay'
import { type Kysely, sql } from 'kysely'
import { filesOf, type MessageFile, type OutgoingMessage, withMediaIds, wordsOf } from '../domain/rights/message.ts'
import { DeskError, GuardRefusal } from '../errors.ts'
import { type ComplaintRef, type IntentContext, insertAction } from '../store/actions.ts'
import { profileOf, windowProblemOf } from '../store/reply-window.ts'
import type { Database } from '../store/schema/database.ts'

/**
 * Stores the intent to write to the payer of a rights ticket and wakes the senders. Runs in the caller's transaction.
 * @throws {DeskError} `ONLY_RIGHTS_V16` | `MESSAGE_INVALID` | `MEDIA_UNKNOWN` | `MEDIA_KIND`
 * @throws {GuardRefusal} `REPLY_WINDOW_CLOSED` | `REPLY_COUNT_USED_UP`
 * @returns the id of the action
 */
export async function queueMessage(
  db: Kysely<Database>,
  complaint: ComplaintRef,
  message: OutgoingMessage,
  context: IntentContext,
): Promise<string> {
  const openId = await payerOf(db, complaint)
  checkMessage(openId, message, await profileOf(db, complaint.merchantId))
  const files = filesOf(message)
  await requireFiles(db, files)
  await refuseOutsideWindow(db, { merchantId: complaint.merchantId, openId }, context.now)
  // Named among the pictures of the action, too: what an action needs is not removed from the vault.
  const images = files.map(({ mediaKey }) => mediaKey)
  const intent = { kind: 'message', content: wordsOf(message), images, details: { message } } as const
  return await insertAction(db, complaint, intent, context)
}

/** @throws {DeskError} `ONLY_RIGHTS_V16` */
export async function payerOf(db: Kysely<Database>, { merchantId, complaintId }: ComplaintRef): Promise<string> {
  const row = await db
    .selectFrom('complaints')
    .select(['channel', 'payer_open_id'])
    .where('merchant_id', '=', merchantId)
    .where('id', '=', complaintId)
    .executeTakeFirstOrThrow()
  if (row.channel === 'rights-v16' && row.payer_open_id !== null) return row.payer_open_id
  const message = 'Only the payer of a rights ticket can be written to this way.'
  throw new DeskError('ONLY_RIGHTS_V16', message, 'Reply to the complaint instead.', { field: 'id' })
}

/** @throws {DeskError} `MESSAGE_INVALID`, what the platform would refuse */
function checkMessage(openId: string, message: OutgoingMessage, profile: ProfileName): void {
  try {
    buildMessageRequest(
      openId,
      withMediaIds(message, () => 'ID'),
      profile,
    )
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    const remedy = `Change the message; the account works as in profile ${profile}.`
    throw new DeskError('MESSAGE_INVALID', `${error.message}.`, remedy, {
      field: `message.${error.field}`,
      cause: error,
    })
  }
}

const fits = (kind: MessageFile['kind'], contentType: string): boolean => {
  const group = kind === 'voice' ? 'audio/' : kind === 'video' ? 'video/' : 'image/'
  return contentType.startsWith(group)
}

/** Keeps the files from being removed until the transaction ends. @throws {DeskError} `MEDIA_UNKNOWN` | `MEDIA_KIND` */
async function requireFiles(db: Kysely<Database>, files: readonly MessageFile[]): Promise<void> {
  for (const { kind, mediaKey } of files) {
    const field = kind === 'thumb' ? 'message.thumbMediaKey' : 'message.mediaKey'
    const media = await db
      .selectFrom('media')
      .select('content_type')
      .where('media_key', '=', mediaKey)
      .forKeyShare()
      .executeTakeFirst()
    if (media === undefined)
      throw new DeskError('MEDIA_UNKNOWN', 'The file is not at this desk.', 'Upload it to /api/v1/media first.', {
        field,
      })
    if (!fits(kind, media.content_type))
      throw new DeskError('MEDIA_KIND', `The file is no ${kind}.`, `Attach a file of the kind ${kind}.`, { field })
  }
}

/** What waits in the outbox is counted as sent now: it will use up its part of what the window allows. */
async function refuseOutsideWindow(
  db: Kysely<Database>,
  payer: { readonly merchantId: string; readonly openId: string },
  now: Date,
): Promise<void> {
  const { rows } = await sql<{ waiting: number }>`
    select count(*)::int as waiting from complaints c
    join actions a on a.merchant_id = c.merchant_id and a.complaint_id = c.id
    where c.merchant_id = ${payer.merchantId} and c.payer_open_id = ${payer.openId}
      and a.kind = 'message' and a.state in ('queued', 'sending') and a.write_started_at is null`.execute(db)
  const problem = await windowProblemOf(db, payer, now, rows[0]?.waiting)
  if (problem) throw new GuardRefusal(problem.code, problem.message, problem.remedy, { field: 'message' })
}
