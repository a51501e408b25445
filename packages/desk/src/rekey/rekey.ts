import type { KeyObject } from 'node:crypto'
import { sql } from 'kysely'
import type { OpenDatabase } from '../database/database.ts'
import { DeskError, GuardRefusal } from '../errors.ts'
import { sealedPlace } from '../merchants/merchant-rows.ts'
import { MERCHANTS_CHANNEL } from '../merchants/open-registry.ts'
import { accountPlace, SEALED_ACCOUNT_COLUMNS, type SealedAccountColumn } from '../official-accounts/account-rows.ts'
import { ACCOUNTS_CHANNEL } from '../official-accounts/open-accounts.ts'
import { fingerprintOf, type MasterKeyring } from '../sealing/seal.ts'
import { forgetKeyChange, type KeyChange, readKeyChange, storeKeyChange } from './master-keyring.ts'
import { resealColumn, sealAgain } from './reseal-column.ts'
import { ACCESS_TOKENS, FACT_BODIES, FACTS, MESSAGES, NOTICES, PHONES } from './sealed-columns.ts'

type Store = Pick<OpenDatabase, 'kysely' | 'pool'>

/** How many values were sealed anew. */
export interface Resealed {
  readonly merchants: number
  readonly phones: number
  /** Official accounts. */
  readonly accounts: number
  /** Access tokens of official accounts. */
  readonly tokens: number
  /** Notifications of rights tickets and messages as they came in. */
  readonly notices: number
  /** What is known of rights tickets, and the notices that prove it. */
  readonly facts: number
  /** Messages in the conversations with payers. */
  readonly messages: number
}

/**
 * Seals everything under a new master key, while the desk works. Stopped in the middle, it goes on where it was when it
 * is called again: what is done already says so itself. Until {@link finishRekey} both keys open the database.
 * @throws {DeskError} `REKEY_SAME_KEY` | `REKEY_UNDER_WAY` with a third key | `MASTER_KEY_WRONG`
 */
export async function rekey(database: Store, known: KeyObject, next: KeyObject): Promise<Resealed> {
  const { kysely } = database
  const change = await readKeyChange(kysely, known)
  if (change !== undefined && !change.next.equals(next)) {
    throw new DeskError(
      'REKEY_UNDER_WAY',
      'The master key is being changed to another one already.',
      'Give the file of that key to go on, or end that change with --finish first.',
      { field: '--new-key-file' },
    )
  }
  if (change === undefined && known.equals(next)) {
    throw new DeskError(
      'REKEY_SAME_KEY',
      'The new master key is the one in use.',
      'Make another one: openssl rand -base64 32.',
      { field: '--new-key-file' },
    )
  }
  if (change === undefined) await storeKeyChange(kysely, { previous: known, next })
  for (const channel of [MERCHANTS_CHANNEL, ACCOUNTS_CHANNEL]) {
    await sql`select pg_notify(${channel}, '')`.execute(kysely)
  }
  return await resealAll(database, change ?? { previous: known, next })
}

/**
 * Ends a change: seals what a process still sealed under the old key, and forgets that key.
 * @param configured The key that every process is started with from now on.
 * @throws {GuardRefusal} `REKEY_KEY_NOT_SET` while that is still the old one
 * @throws {DeskError} `REKEY_NOT_UNDER_WAY` | `MASTER_KEY_WRONG`
 */
export async function finishRekey(database: Store, configured: KeyObject): Promise<Resealed> {
  const change = await readKeyChange(database.kysely, configured)
  if (change === undefined) {
    throw new DeskError(
      'REKEY_NOT_UNDER_WAY',
      'The master key is not being changed.',
      'Begin with "redress db rekey --new-key-file FILE".',
    )
  }
  if (!change.next.equals(configured)) {
    throw new GuardRefusal(
      'REKEY_KEY_NOT_SET',
      'This command runs with the old master key; with the change ended nothing could be opened with it.',
      'Set REDRESS_MASTER_KEY (or the file master.key in the data folder) to the new key, restart every process, then run it again.',
      { field: 'REDRESS_MASTER_KEY' },
    )
  }
  const done = await resealAll(database, change)
  await forgetKeyChange(database.kysely)
  return done
}

async function resealAll(database: Store, { previous, next }: KeyChange): Promise<Resealed> {
  const keys: MasterKeyring = { sealing: next, opening: [next, previous] }
  const { pool } = database
  return {
    merchants: await resealMerchants(database, keys),
    phones: await resealColumn(pool, keys, PHONES),
    accounts: await resealAccounts(database, keys),
    tokens: await resealColumn(pool, keys, ACCESS_TOKENS),
    notices: await resealColumn(pool, keys, NOTICES),
    facts: (await resealColumn(pool, keys, FACTS)) + (await resealColumn(pool, keys, FACT_BODIES)),
    messages: await resealColumn(pool, keys, MESSAGES),
  }
}

async function resealMerchants({ kysely }: Store, keys: MasterKeyring): Promise<number> {
  return await kysely.transaction().execute(async (trx) => {
    const rows = await trx
      .selectFrom('merchants')
      .select(['id', 'private_key_sealed', 'api_v3_key_sealed'])
      .where('removed_at', 'is', null)
      .where(sql<boolean>`substring(api_v3_key_sealed from 2 for 4) <> ${fingerprintOf(keys)}`)
      .forUpdate()
      .execute()
    for (const row of rows) {
      const again = (column: 'private_key_sealed' | 'api_v3_key_sealed'): Buffer =>
        sealAgain(keys, row[column], sealedPlace(column, row.id))
      // The instant of the last change stays: nothing changed that a running process would have to read.
      await trx
        .updateTable('merchants')
        .set({
          private_key_sealed: again('private_key_sealed'),
          api_v3_key_sealed: again('api_v3_key_sealed'),
        })
        .where('id', '=', row.id)
        .execute()
    }
    return rows.length
  })
}

/** The same for official accounts; the secrets of one are changed together, so their keys are the same. */
async function resealAccounts({ kysely }: Store, keys: MasterKeyring): Promise<number> {
  return await kysely.transaction().execute(async (trx) => {
    const rows = await trx
      .selectFrom('official_accounts')
      .select(['id', ...SEALED_ACCOUNT_COLUMNS])
      .where('removed_at', 'is', null)
      .where(sql<boolean>`substring(app_secret_sealed from 2 for 4) <> ${fingerprintOf(keys)}`)
      .forUpdate()
      .execute()
    for (const { id, ...row } of rows) {
      const again = (column: SealedAccountColumn, sealed: Buffer): Buffer =>
        sealAgain(keys, sealed, accountPlace(column, id))
      const againIfThere = (column: Exclude<SealedAccountColumn, 'app_secret_sealed' | 'pay_sign_key_sealed'>) => {
        const sealed = row[column]
        return sealed === null ? null : again(column, sealed)
      }
      await trx
        .updateTable('official_accounts')
        .set({
          app_secret_sealed: again('app_secret_sealed', row.app_secret_sealed),
          pay_sign_key_sealed: again('pay_sign_key_sealed', row.pay_sign_key_sealed),
          push_token_sealed: againIfThere('push_token_sealed'),
          aes_key_sealed: againIfThere('aes_key_sealed'),
          former_aes_key_sealed: againIfThere('former_aes_key_sealed'),
        })
        .where('id', '=', id)
        .execute()
    }
    return rows.length
  })
}
