import type { KeyObject } from 'node:crypto'
import { sql } from 'kysely'
import type { OpenDatabase } from '../database/database.ts'
import { DeskError, GuardRefusal } from '../errors.ts'
import { sealedPlace } from '../merchants/merchant-rows.ts'
import { MERCHANTS_CHANNEL } from '../merchants/open-registry.ts'
import { fingerprintOf, type MasterKeyring, openAtRest, sealAtRest } from '../sealing/seal.ts'
import { forgetKeyChange, type KeyChange, readKeyChange, storeKeyChange } from './master-keyring.ts'

type Store = Pick<OpenDatabase, 'kysely' | 'pool'>

/** How many values were sealed anew. */
export interface Resealed {
  readonly merchants: number
  readonly phones: number
}

const BATCH = 500

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
  await sql`select pg_notify(${MERCHANTS_CHANNEL}, '')`.execute(kysely)
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
  return { merchants: await resealMerchants(database, keys), phones: await resealPhones(database, keys) }
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
      const again = (column: 'private_key_sealed' | 'api_v3_key_sealed'): Buffer => {
        const place = sealedPlace(column, row.id)
        return sealAtRest(keys, openAtRest(keys, row[column], place), place)
      }
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

interface PhoneRow {
  readonly merchant_id: string
  readonly id: string
  readonly sealed: Buffer
}

async function resealPhones({ pool }: Store, keys: MasterKeyring): Promise<number> {
  let [count, after]: [number, readonly [string, string]] = [0, ['', '']]
  for (;;) {
    const { rows } = await pool.query<PhoneRow>(
      `select merchant_id, id, payer_phone_sealed as sealed from complaints
       where (merchant_id, id) > ($1, $2) and payer_phone_sealed is not null
         and substring(payer_phone_sealed from 2 for 4) <> $3
       order by merchant_id, id limit ${BATCH}`,
      [...after, fingerprintOf(keys)],
    )
    const last = rows.at(-1)
    if (last === undefined) return count
    const again = rows.map(({ id, sealed }) => {
      const place = { table: 'complaints', column: 'payer_phone_sealed', row: id }
      return sealAtRest(keys, openAtRest(keys, sealed, place), place)
    })
    // A number that came in meanwhile was sealed by its writer; it must not be put back to what was read here.
    const { rowCount } = await pool.query(
      `update complaints c set payer_phone_sealed = v.again
       from unnest($1::text[], $2::text[], $3::bytea[], $4::bytea[]) v (merchant_id, id, sealed, again)
       where c.merchant_id = v.merchant_id and c.id = v.id and c.payer_phone_sealed = v.sealed`,
      [rows.map((row) => row.merchant_id), rows.map((row) => row.id), rows.map((row) => row.sealed), again],
    )
    count += rowCount ?? 0
    after = [last.merchant_id, last.id]
  }
}
