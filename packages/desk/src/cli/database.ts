import type { Command } from 'commander'
import { sql } from 'kysely'
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
}
