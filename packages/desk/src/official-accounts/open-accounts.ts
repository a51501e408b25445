import { type Kysely, sql } from 'kysely'
import type { OpenDatabase } from '../database/database.ts'
import { DeskError } from '../errors.ts'
import type { MasterKey } from '../sealing/seal.ts'
import type { Database } from '../store/schema/database.ts'
import { type AccountRow, openCredentials, rowToAccount } from './account-rows.ts'
import type { OfficialAccountCredentials, OfficialAccountInfo, OfficialAccounts } from './accounts.ts'

export const ACCOUNTS_CHANNEL = 'redress_accounts'

export interface OpenAccounts extends OfficialAccounts {
  /** Reads the accounts again; a change made by any process also does so by itself. */
  reload(): Promise<void>
  close(): void
}

export interface OpenAccountsOptions {
  readonly database: Pick<OpenDatabase, 'kysely' | 'listen'>
  readonly masterKey: MasterKey
  /** For accounts that name no address of the platform; undefined means the real hosts. */
  readonly platformUrl?: string | undefined
  /** Told about a reload that failed; what is in memory stays in use. */
  readonly onReloadFailed?: (error: unknown) => void
  /** A notification lost with its connection is made good by looking, milliseconds. Default 15 000. */
  readonly pollMs?: number
}

interface Entry {
  readonly row: AccountRow
  readonly info: OfficialAccountInfo
  /** Undefined for a removed account. */
  readonly credentials: OfficialAccountCredentials | undefined
}

/** Every official account with its secrets opened, in memory, and kept up with what other processes change. */
export async function openOfficialAccounts({
  database,
  masterKey,
  platformUrl,
  onReloadFailed = () => undefined,
  pollMs = 15_000,
}: OpenAccountsOptions): Promise<OpenAccounts> {
  let byId = new Map<string, Entry>()
  let byName = new Map<string, Entry>()
  let running: Promise<void> = Promise.resolve()

  /** Secrets of an unchanged row stay as they are: calls under way hold the same object. */
  function entryOf(row: AccountRow): Entry {
    const known = byId.get(row.id)
    if (known?.row.updated_at.getTime() === row.updated_at.getTime()) return known
    const credentials = row.removed_at === null ? openCredentials(row, masterKey, platformUrl) : undefined
    return { row, info: rowToAccount(row), credentials }
  }

  async function load(): Promise<void> {
    if ('refresh' in masterKey) await masterKey.refresh?.()
    const rows = await database.kysely.selectFrom('official_accounts').selectAll().orderBy('slug').execute()
    byId = new Map(rows.map((row) => [row.id, entryOf(row)]))
    byName = new Map(
      [...byId.values()].filter(isActive).flatMap((entry) => [
        [entry.row.slug, entry],
        [entry.row.app_id, entry],
      ]),
    )
  }

  /** One read after the other: a change heard during a read leads to one more. */
  async function reload(): Promise<void> {
    running = running.catch(() => undefined).then(load)
    await running
  }

  const lookAgain = async (): Promise<void> => {
    const { rows } = await sql<{ seen: number }>`
      select count(*)::int as seen from official_accounts where updated_at > ${newest([...byId.values()])}`.execute(
      database.kysely,
    )
    if ((rows[0]?.seen ?? 0) > 0) await reload()
  }
  const quietly = (work: Promise<void>): void => void work.catch(onReloadFailed)
  const stopListening = await database.listen(ACCOUNTS_CHANNEL, () => quietly(reload()))
  await reload()
  const timer = setInterval(() => quietly(lookAgain()), pollMs).unref()

  return {
    list: () => [...byId.values()].filter(isActive).map(({ info }) => info),
    bySlugOrAppId: (name) => byName.get(name)?.info,
    byId: (id) => byId.get(id)?.info,
    credentials: (id) => {
      const entry = byId.get(id)
      if (entry === undefined) throw accountUnknown(id)
      if (entry.credentials === undefined) throw accountRemoved(entry.row.slug)
      return entry.credentials
    },
    reload,
    close: () => {
      clearInterval(timer)
      stopListening()
    },
  }
}

/** How many the desk works for. */
export async function countAccounts(db: Kysely<Database>): Promise<number> {
  const { count } = await db
    .selectFrom('official_accounts')
    .select((is) => is.fn.countAll<number>().as('count'))
    .where('removed_at', 'is', null)
    .executeTakeFirstOrThrow()
  return count
}

// The database keeps microseconds, a Date milliseconds.
const newest = (entries: readonly Entry[]): Date =>
  new Date(Math.max(0, ...entries.map(({ row }) => row.updated_at.getTime() + 1)))

const isActive = ({ row }: Entry): boolean => row.removed_at === null

export const accountUnknown = (name: string): DeskError =>
  new DeskError(
    'ACCOUNT_UNKNOWN',
    `There is no official account ${name}.`,
    'See "redress account list", or add it with "redress account add".',
    { field: 'account' },
  )

export const accountRemoved = (slug: string): DeskError =>
  new DeskError(
    'ACCOUNT_REMOVED',
    `The official account ${slug} was removed; the desk has no secrets for it.`,
    'Add it again with "redress account add" to work on its tickets.',
    { field: 'account' },
  )
