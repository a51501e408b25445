import type { Kysely } from 'kysely'
import { GuardRefusal } from '../errors.ts'
import { endWork, hasWorkUnderWay } from '../store/end-work.ts'
import type { Database } from '../store/schema/database.ts'
import { tellAccounts } from './tell-accounts.ts'

/** Why what waited for the account was given up. */
export const REMOVED = 'ACCOUNT_REMOVED'

/**
 * Ends the work for an official account: its secrets and its access token are erased, nothing is received or sent for it
 * any more. Tickets with their evidence, conversations, pictures and what is known of orders stay. May be repeated.
 * @throws {GuardRefusal} `ACCOUNT_BUSY` while something is on its way to the platform
 */
export async function removeAccount(db: Kysely<Database>, accountId: string, now: Date): Promise<void> {
  if (await hasWorkUnderWay(db, accountId)) {
    throw new GuardRefusal(
      'ACCOUNT_BUSY',
      'Messages, completions or delivery notices of this account are still on their way.',
      'Let them finish, or cancel them: see "redress outbox list".',
    )
  }
  await db
    .updateTable('official_accounts')
    .set({
      removed_at: now,
      app_secret_sealed: Buffer.alloc(0),
      pay_sign_key_sealed: Buffer.alloc(0),
      push_token_sealed: null,
      aes_key_sealed: null,
      former_aes_key_sealed: null,
    })
    .where('id', '=', accountId)
    .execute()
  await db.deleteFrom('access_tokens').where('merchant_id', '=', accountId).execute()
  await endWork(db, accountId, REMOVED)
  await tellAccounts(db, accountId)
}
