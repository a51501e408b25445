import { type Kysely, Migrator } from 'kysely'
import { DeskError } from '../errors.ts'
import { migrations } from './migrations/index.ts'

export interface MigrationStatus {
  readonly name: string
  readonly appliedAt: Date | null
}

// Kysely holds an advisory lock around the whole run, so processes that start together queue up here.
const migratorFor = <Tables>(db: Kysely<Tables>): Migrator =>
  new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } })

/**
 * Brings the database to the newest schema and returns the names applied now.
 * @throws {DeskError} `DATABASE_NEWER` when the database was written by a later version, `MIGRATION_FAILED` otherwise
 */
export async function migrateToLatest<Tables>(db: Kysely<Tables>): Promise<string[]> {
  const { error, results = [] } = await migratorFor(db).migrateToLatest()
  if (error === undefined) return results.filter((r) => r.status === 'Success').map((r) => r.migrationName)
  const reason = error instanceof Error ? error.message : 'unknown reason'
  if (reason.includes('previously executed migration')) {
    throw new DeskError(
      'DATABASE_NEWER',
      'The database was written by a later version of Redress.',
      'Start that version, or restore a backup made before the upgrade.',
      { cause: error },
    )
  }
  const failed = results.find((r) => r.status === 'Error')?.migrationName
  throw new DeskError(
    'MIGRATION_FAILED',
    `Migration ${failed ?? 'set-up'} failed: ${reason}`,
    'Nothing was changed. Check that the database user may create tables, then run "redress db migrate" again.',
    { cause: error },
  )
}

/** Every known migration with the instant it was applied, oldest first. */
export async function migrationStatus<Tables>(db: Kysely<Tables>): Promise<MigrationStatus[]> {
  const infos = await migratorFor(db).getMigrations()
  return infos.map((info) => ({ name: info.name, appliedAt: info.executedAt ?? null }))
}
