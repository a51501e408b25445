import type { StoredToken } from '@redress/wechatpay'
import { type Insertable, type Kysely, type Selectable, sql } from 'kysely'
import type { TokenStoreFor } from '../official-accounts/accounts.ts'
import { type MasterKey, openAtRest, type SealedPlace, sealAtRest } from '../sealing/seal.ts'
import type { Database } from '../store/schema/database.ts'
import type { AccessTokensTable } from '../store/schema/rights.ts'

/** How long a process waits for another one that asks the platform, milliseconds. Longer than that takes. */
const LOCK_WAIT_MS = 60_000

export const tokenPlace = (accountId: string): SealedPlace => ({
  table: 'access_tokens',
  column: 'token_sealed',
  row: accountId,
})

/**
 * Keeps one access token per account for every process, sealed. A refresh holds a lock of the database: it ends with its
 * transaction, so a killed process leaves none behind.
 */
export function createTokenStoreFor({
  db,
  masterKey,
}: {
  readonly db: Kysely<Database>
  readonly masterKey: MasterKey
}): TokenStoreFor {
  const read = async (on: Kysely<Database>, accountId: string): Promise<StoredToken | undefined> => {
    const row = await on.selectFrom('access_tokens').selectAll().where('merchant_id', '=', accountId).executeTakeFirst()
    return row && rowToToken(row, masterKey)
  }
  return (accountId) => ({
    read: async () => await read(db, accountId),
    exclusively: async (_appId, work) =>
      await db.transaction().execute(async (trx) => {
        await sql`select set_config('lock_timeout', ${`${LOCK_WAIT_MS}ms`}, true)`.execute(trx)
        await sql`select pg_advisory_xact_lock(hashtextextended(${`access token ${accountId}`}, 0))`.execute(trx)
        const token = await work(await read(trx, accountId))
        const columns = tokenColumns(accountId, token, masterKey)
        await trx
          .insertInto('access_tokens')
          .values({ merchant_id: accountId, ...columns })
          .onConflict((conflict) => conflict.column('merchant_id').doUpdateSet(columns))
          .execute()
        return token
      }),
  })
}

const rowToToken = (row: Selectable<AccessTokensTable>, masterKey: MasterKey): StoredToken => ({
  token: openAtRest(masterKey, row.token_sealed, tokenPlace(row.merchant_id)).toString('utf8'),
  fetchedAt: row.fetched_at.getTime(),
  expiresAt: row.expires_at.getTime(),
  endpoint: row.endpoint,
  forcedAt: row.forced_at.map((at) => at.getTime()),
})

const tokenColumns = (
  accountId: string,
  token: StoredToken,
  masterKey: MasterKey,
): Omit<Insertable<AccessTokensTable>, 'merchant_id'> => ({
  token_sealed: sealAtRest(masterKey, token.token, tokenPlace(accountId)),
  fetched_at: new Date(token.fetchedAt),
  expires_at: new Date(token.expiresAt),
  endpoint: token.endpoint,
  forced_at: token.forcedAt.map((at) => new Date(at)),
})
