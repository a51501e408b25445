import { type Kysely, sql } from 'kysely'
import type { Database } from './schema/database.ts'

/**
 * Whether a merchant or an official account other than `except` goes by one of these names. Paths, filters and commands
 * name both kinds by slug, merchant number or appId, so no two may share one; a removed one keeps its own. Until the
 * transaction ends nobody else can take a name.
 */
export async function nameTaken(db: Kysely<Database>, names: readonly string[], except: string): Promise<boolean> {
  // Two tables have no unique index in common: without the lock both kinds could take a slug at the same moment.
  await sql`select pg_advisory_xact_lock(hashtextextended('names of merchants and accounts', 0))`.execute(db)
  const { rows } = await sql`
    select id from merchants where id <> ${except} and (slug = any(${names}) or mchid = any(${names}))
    union all
    select id from official_accounts where id <> ${except} and (slug = any(${names}) or app_id = any(${names}))
    limit 1`.execute(db)
  return rows.length > 0
}
