import { createSecretKey, type KeyObject } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import { fingerprintOf, type MasterKey, type MasterKeyring, openAtRest, sealAtRest } from '../sealing/seal.ts'
import type { Database } from '../store/schema/database.ts'

/** The two keys of a change under way. */
export interface KeyChange {
  readonly previous: KeyObject
  readonly next: KeyObject
}

const SETTING = 'master_key_change'
const place = (column: string) => ({ table: 'settings', column, row: SETTING })

/** Each of the two keys sealed under the other: whoever has one of them has both, nobody else has any. */
export async function storeKeyChange(db: Kysely<Database>, { previous, next }: KeyChange): Promise<void> {
  const value = {
    next: sealAtRest(previous, next.export(), place('next')).toString('base64'),
    previous: sealAtRest(next, previous.export(), place('previous')).toString('base64'),
  }
  await sql`
    insert into settings (key, value, updated_at) values (${SETTING}, ${JSON.stringify(value)}::jsonb, clock_timestamp())
    on conflict (key) do nothing`.execute(db)
}

export async function forgetKeyChange(db: Kysely<Database>): Promise<void> {
  await db.deleteFrom('settings').where('key', '=', SETTING).execute()
}

/**
 * The change under way, opened with either of its keys. Undefined when there is none.
 * @throws {DeskError} `MASTER_KEY_WRONG` when the key given is neither of the two
 */
export async function readKeyChange(db: Kysely<Database>, known: KeyObject): Promise<KeyChange | undefined> {
  const { rows } = await sql<{ next: string; previous: string }>`
    select value ->> 'next' as next, value ->> 'previous' as previous from settings where key = ${SETTING}`.execute(db)
  const [row] = rows
  if (row === undefined) return undefined
  const sealed = { next: Buffer.from(row.next, 'base64'), previous: Buffer.from(row.previous, 'base64') }
  const knowsPrevious = sealed.next.subarray(1, 5).equals(fingerprintOf(known))
  const other = knowsPrevious ? 'next' : 'previous'
  const opened = createSecretKey(openAtRest(known, sealed[other], place(other)))
  return knowsPrevious ? { previous: known, next: opened } : { previous: opened, next: known }
}

/**
 * The master key as configured, joined by the other one while it is being changed. A process that was started with the
 * old key thereby goes on without a restart, also after the change has ended.
 */
export async function openMasterKeyring(db: Kysely<Database>, configured: MasterKey): Promise<MasterKey> {
  if ('sealing' in configured) return configured
  let change: KeyChange | undefined
  const refresh = async (): Promise<void> => {
    change = (await readKeyChange(db, configured)) ?? change
  }
  await refresh()
  const keyring: MasterKeyring = {
    get sealing() {
      return change?.next ?? configured
    },
    get opening() {
      return change === undefined ? [configured] : [change.next, change.previous]
    },
    refresh,
  }
  return keyring
}
