import type { OpenDatabase } from '../database/database.ts'
import { fingerprintOf, type MasterKeyring, openAtRest, type SealedPlace, sealAtRest } from '../sealing/seal.ts'
import type { SealedColumn } from './sealed-columns.ts'

export const sealAgain = (keys: MasterKeyring, sealed: Uint8Array, place: SealedPlace): Buffer =>
  sealAtRest(keys, openAtRest(keys, sealed, place), place)

interface SealedRow {
  readonly key: readonly string[]
  readonly sealed: Buffer
}

/**
 * Seals the values of a column anew that are under another key, batch by batch. Stopped in the middle, the next call finds
 * what is left.
 * @returns how many
 * @throws {DeskError} `MASTER_KEY_WRONG` | `SEAL_BROKEN`
 */
export async function resealColumn(
  pool: Pick<OpenDatabase['pool'], 'query'>,
  keys: MasterKeyring,
  { table, column, key, only = 'true', batch, placeOf }: SealedColumn,
): Promise<number> {
  const columns = key.join(', ')
  const numbered = (cast: string): string => key.map((_, index) => `$${index + 1}${cast}`).join(', ')
  const [fingerprint, sealedAt, againAt] = [key.length + 1, key.length + 1, key.length + 2]
  const next = `
    select array[${columns}] as key, ${column} as sealed from ${table}
    where (${columns}) > (${numbered('')}) and ${only} and octet_length(${column}) > 0
      and substring(${column} from 2 for 4) <> $${fingerprint}
    order by ${columns} limit ${batch}`
  // A value that came in meanwhile was sealed by its writer; it must not be put back to what was read here.
  const write = `
    update ${table} t set ${column} = v.again
    from unnest(${numbered('::text[]')}, $${sealedAt}::bytea[], $${againAt}::bytea[]) v (${columns}, sealed, again)
    where ${key.map((name) => `t.${name} = v.${name}`).join(' and ')} and t.${column} = v.sealed`

  let [count, after]: [number, readonly string[]] = [0, key.map(() => '')]
  for (;;) {
    const { rows } = await pool.query<SealedRow>(next, [...after, fingerprintOf(keys)])
    const last = rows.at(-1)
    if (last === undefined) return count
    const again = rows.map((row) => sealAgain(keys, row.sealed, placeOf(row.key)))
    const keyColumns = key.map((_, index) => rows.map((row) => row.key[index]))
    const { rowCount } = await pool.query(write, [...keyColumns, rows.map(({ sealed }) => sealed), again])
    count += rowCount ?? 0
    after = last.key
  }
}
