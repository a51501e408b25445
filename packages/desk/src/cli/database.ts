import type { KeyObject } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { sql } from 'kysely'
import { parseMasterKey } from '../config/master-key.ts'
import { DeskError } from '../errors.ts'
import { finishRekey, rekey } from '../rekey/rekey.ts'
import { migrateToLatest, migrationStatus } from '../store/migrate.ts'
import type { CliContext } from './context.ts'

export function register(program: Command, context: CliContext): void {
  const db = program.command('db').description('the database')

  db.command('status')
    .description('show where the database is and which migrations it has')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: true }) => {
      const status = await context.withDatabase(
        async ({ kysely, kind }) => {
          const { rows } = await sql<{ version: string; bytes: number }>`
            select current_setting('server_version') as version, pg_database_size(current_database()) as bytes
          `.execute(kysely)
          const migrations = await migrationStatus(kysely)
          return {
            kind,
            serverVersion: rows[0]?.version ?? null,
            bytes: rows[0]?.bytes ?? null,
            upToDate: migrations.every(({ appliedAt }) => appliedAt !== null),
            migrations: migrations.map(({ name, appliedAt }) => ({
              name,
              appliedAt: appliedAt?.toISOString() ?? null,
            })),
          }
        },
        { migrate: false },
      )
      if (json === true) return context.printJson(status)
      context.print(`${status.kind} PostgreSQL ${status.serverVersion}, ${status.bytes} bytes`)
      context.printTable(
        ['Migration', 'Applied'],
        status.migrations.map(({ name, appliedAt }) => [name, appliedAt ?? 'not yet']),
      )
    })

  db.command('migrate')
    .description('bring the schema up to date')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: true }) => {
      const applied = await context.withDatabase(async ({ kysely }) => await migrateToLatest(kysely), {
        migrate: false,
      })
      if (json === true) return context.printJson({ applied })
      context.print(applied.length === 0 ? 'The schema is up to date.' : `Applied: ${applied.join(', ')}`)
    })

  db.command('rekey')
    .description('seal everything under a new master key while the desk works; may be stopped and run again')
    .option('--new-key-file <file>', 'file with the new key: 32 bytes in base64 (openssl rand -base64 32)')
    .option('--finish', 'end the change: forget the old key, once every process is started with the new one')
    .option('--json', 'print JSON')
    .action(async ({ newKeyFile, finish, json }: RekeyOptions, command: Command) => {
      if ((newKeyFile === undefined) === (finish === undefined)) {
        command.error('error: give either --new-key-file or --finish')
      }
      const next = newKeyFile === undefined ? undefined : await readNewKey(resolve(context.cwd, newKeyFile))
      const { masterKey: configured } = await context.config()
      const done = await context.withDatabase(async (database) =>
        next === undefined ? await finishRekey(database, configured) : await rekey(database, configured, next),
      )
      if (json === true) return context.printJson({ finished: next === undefined, ...done })
      const { merchants, phones, accounts, tokens, notices, facts, messages } = done
      context.print(`Sealed anew: the keys of ${merchants} merchants, ${phones} phone numbers;`)
      context.print(
        `the secrets of ${accounts} official accounts (${tokens} access tokens), ${facts} facts of rights tickets,`,
      )
      context.print(`${notices} notifications and ${messages} messages of them.`)
      if (next === undefined) return context.print('The old master key opens nothing any more.')
      context.print('Both keys open the database for now. Set REDRESS_MASTER_KEY (or the file master.key in the data')
      context.print('folder) to the new one, restart every process, then run "redress db rekey --finish".')
    })
}

interface RekeyOptions {
  readonly newKeyFile?: string
  readonly finish?: true
  readonly json?: true
}

async function readNewKey(path: string): Promise<KeyObject> {
  const key = parseMasterKey(await readFile(path, 'utf8'))
  if (key !== undefined) return key
  throw new DeskError(
    'MASTER_KEY_INVALID',
    'The file of --new-key-file does not hold 32 bytes in base64.',
    'Make one with "openssl rand -base64 32 > new.key" and keep it as safe as the old one.',
    { field: '--new-key-file' },
  )
}
