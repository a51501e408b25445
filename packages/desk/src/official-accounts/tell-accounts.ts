import { type Kysely, sql } from 'kysely'
import type { Database } from '../store/schema/database.ts'
import { ACCOUNTS_CHANNEL } from './open-accounts.ts'

/** Every running process reads the accounts again once the transaction is committed. */
export async function tellAccounts(db: Kysely<Database>, accountId: string): Promise<void> {
  await sql`update official_accounts set updated_at = clock_timestamp() where id = ${accountId}`.execute(db)
  await sql`select pg_notify(${ACCOUNTS_CHANNEL}, ${accountId})`.execute(db)
}
