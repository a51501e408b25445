import { type Kysely, type Migration, sql } from 'kysely'

const statements = [
  // tat: the instant at which everything granted so far would be spread evenly, Unix milliseconds.
  `create table pacing (
    merchant_id text not null references merchants (id) on delete cascade,
    call text not null,
    tat double precision not null,
    slowdown double precision not null default 1,
    slowed_at timestamptz not null default now(),
    primary key (merchant_id, call)
  )`,
]

async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

export const pacing: Migration = { up }
