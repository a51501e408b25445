import { type Kysely, type Migration, sql } from 'kysely'

const statements = [
  `alter table merchants add column labels text[] not null default '{}'`,
  // The row stays, since complaints refer to it. An older process cannot read it and goes on with what it knew.
  `alter table merchants add column removed_at timestamptz`,
]

async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

export const merchants: Migration = { up }
