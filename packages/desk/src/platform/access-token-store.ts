import { PlatformError, ProtocolError, type StoredToken, TransportError } from '@redress/wechatpay'
import { type Insertable, type Kysely, type Selectable, sql } from 'kysely'
import { DeskError } from '../errors.ts'
import type { TokenStoreFor } from '../official-accounts/accounts.ts'
import { type MasterKey, openAtRest, type SealedPlace, sealAtRest } from '../sealing/seal.ts'
import type { Database } from '../store/schema/database.ts'
import type { AccessTokensTable } from '../store/schema/rights.ts'

export interface TokenStoreDeps {
  readonly db: Kysely<Database>
  readonly masterKey: MasterKey
  /** How long a process waits for another one that asks the platform, milliseconds. Default 15 000. */
  readonly lockWaitMs?: number | undefined
}

/** Longer than the platform may take to answer whoever asks first. */
const LOCK_WAIT_MS = 15_000

export const tokenPlace = (accountId: string): SealedPlace => ({
  table: 'access_tokens',
  column: 'token_sealed',
  row: accountId,
})

/**
 * Keeps one access token per account for every process, sealed. A refresh holds a lock of the database: it ends with its
 * transaction, so a killed process leaves none behind.
 */
export function createTokenStoreFor({ db, masterKey, lockWaitMs = LOCK_WAIT_MS }: TokenStoreDeps): TokenStoreFor {
  const read = async (on: Kysely<Database>, accountId: string): Promise<StoredToken | undefined> => {
    const row = await on.selectFrom('access_tokens').selectAll().where('merchant_id', '=', accountId).executeTakeFirst()
    return row && rowToToken(row, masterKey)
  }
  const write = async (on: Kysely<Database>, accountId: string, token: StoredToken): Promise<StoredToken> => {
    const columns = tokenColumns(accountId, token, masterKey)
    await on
      .insertInto('access_tokens')
      .values({ merchant_id: accountId, ...columns })
      .onConflict((conflict) => conflict.column('merchant_id').doUpdateSet(columns))
      .execute()
    return token
  }
  return (accountId) => ({
    read: async () => await beforeAnyCall(async () => await read(db, accountId)),
    exclusively: async (_appId, work) =>
      await beforeAnyCall(
        async () =>
          await db.transaction().execute(async (trx) => {
            await sql`select set_config('lock_timeout', ${`${lockWaitMs}ms`}, true)`.execute(trx)
            await sql`select pg_advisory_xact_lock(hashtextextended(${`access token ${accountId}`}, 0))`.execute(trx)
            return await write(trx, accountId, await work(await read(trx, accountId)))
          }),
      ),
  })
}

const isNamed = (error: unknown): boolean =>
  [PlatformError, ProtocolError, TransportError, DeskError].some((kind) => error instanceof kind)

/**
 * A failure of the database means that the call which needs the token has not left. Said plainly, since whoever sends a
 * message must not take it for an open outcome.
 */
async function beforeAnyCall<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (cause) {
    if (isNamed(cause)) throw cause
    const request = { method: 'POST', path: '/cgi-bin/stable_token', host: 'the database' }
    const remedy = 'It is tried again by itself. If it persists, look at the database.'
    throw new TransportError('CONNECTION_FAILED', 'the access token could not be shared', { request, remedy, cause })
  }
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
