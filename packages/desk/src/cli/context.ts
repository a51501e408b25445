import Table from 'cli-table3'
import type { Config, Settings } from '../config/config.ts'
import { type ConfiguredDesk, completeConfig, loadSettings } from '../config/load-config.ts'
import type { OpenDatabase } from '../database/database.ts'
import { openDatabase } from '../database/open-database.ts'
import { openMasterKeyring } from '../rekey/master-keyring.ts'

/** Where a command writes. */
export interface Output {
  write(text: string): unknown
}

export interface CliIo {
  readonly env: NodeJS.ProcessEnv
  readonly cwd: string
  /** Read only by commands that are told to; absent, it is empty. */
  readonly stdin?: AsyncIterable<string | Uint8Array>
  readonly stdout: Output
  readonly stderr: Output
}

/** What every command works with. */
export interface CliContext extends CliIo {
  settings(): Promise<Settings>
  /** Settings with the master key, which is made on the first run. */
  config(): Promise<ConfiguredDesk>
  /**
   * Works on the database of a running desk, or starts the embedded one for the moment. Its schema is brought up to
   * date first, unless told otherwise.
   */
  withDatabase<Result>(
    work: (database: OpenDatabase, config: Config) => Promise<Result>,
    options?: { readonly migrate?: boolean },
  ): Promise<Result>
  /** One line on standard output. */
  print(line: string): void
  /** A value for programs on standard output. */
  printJson(value: unknown): void
  printTable(head: readonly string[], rows: readonly (readonly string[])[]): void
  /** One line on standard error: for people, out of the way of programs. */
  note(line: string): void
}

export function createCliContext(io: CliIo): CliContext {
  const settings = async (): Promise<Settings> => await loadSettings(io)
  const config = async (): Promise<ConfiguredDesk> => await completeConfig(await settings())
  const note = (line: string): void => void io.stderr.write(`${line}\n`)
  return {
    ...io,
    settings,
    config,
    withDatabase: async (work, { migrate = true } = {}) => {
      const loaded = await config()
      const database = await openDatabase(loaded, { note, migrate, maxConnections: 4 })
      try {
        const { masterKey: configured } = loaded
        const masterKey = migrate ? await openMasterKeyring(database.kysely, configured) : configured
        return await work(database, { ...loaded, masterKey })
      } finally {
        await database.close()
      }
    },
    print: (line) => void io.stdout.write(`${line}\n`),
    printJson: (value) => void io.stdout.write(`${JSON.stringify(value, null, 2)}\n`),
    printTable: (head, rows) => void io.stdout.write(`${renderTable(head, rows)}\n`),
    note,
  }
}

function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  // No colours and few lines: tables end up in terminals, mails and tickets alike.
  const table = new Table({ head: [...head], style: { head: [], border: [], compact: true } })
  for (const row of rows) table.push([...row])
  return table.toString()
}
