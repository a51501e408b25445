import { type ProfileName, type ReplyWindow, replyWindow } from '@redress/wechatpay'
import type { Kysely } from 'kysely'
import { type WindowProblem, windowProblem } from '../domain/rights/reply-window.ts'
import { windowEntriesOf } from './conversation.ts'
import type { Database } from './schema/database.ts'

export interface Payer {
  /** The official account. */
  readonly merchantId: string
  readonly openId: string
}

/** Which period's reply window and messages hold for an account. */
export async function profileOf(db: Kysely<Database>, accountId: string): Promise<ProfileName> {
  const { profile } = await db
    .selectFrom('official_accounts')
    .select('profile')
    .where('id', '=', accountId)
    .executeTakeFirstOrThrow()
  return profile
}

/**
 * Whether the account may write to a payer now.
 * @param waiting Messages on their way that will use up their part first.
 */
export async function replyWindowOf(
  db: Kysely<Database>,
  { merchantId, openId }: Payer,
  now: Date,
  waiting = 0,
): Promise<ReplyWindow> {
  const entries = await windowEntriesOf(db, merchantId, openId)
  const ahead = Array.from({ length: waiting }, () => ({ at: now, kind: 'sent' as const }))
  return replyWindow(await profileOf(db, merchantId), [...entries, ...ahead], now)
}

/** Why nothing can be sent to a payer now; undefined while something can. */
export const windowProblemOf = async (
  db: Kysely<Database>,
  payer: Payer,
  now: Date,
  waiting = 0,
): Promise<WindowProblem | undefined> => windowProblem(await replyWindowOf(db, payer, now, waiting))
