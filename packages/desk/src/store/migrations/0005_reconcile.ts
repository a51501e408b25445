import { type Kysely, type Migration, sql } from 'kysely'

const statements = [
  `create table merchant_sync (
    merchant_id text primary key references merchants (id) on delete cascade,
    next_sweep_at timestamptz not null,
    lease_token text,
    lease_until timestamptz,
    listing_started_at timestamptz,
    listing_finished_at timestamptz,
    listed_up_to timestamptz,
    problem_code text,
    problem_since timestamptz,
    backfill_from text not null,
    backfill_next text,
    backfill_found bigint not null default 0,
    backfill_done_at timestamptz,
    callback_state text not null default 'unchecked'
      check (callback_state in ('unchecked', 'ok', 'missing', 'different')),
    callback_url text,
    callback_checked_at timestamptz
  )`,
  // Null for rows that an older process writes: the sweep of the lists still finds their changes.
  `alter table complaints add column next_read_at timestamptz`,
  `update complaints set next_read_at = read_at where state <> 'PROCESSED'`,
  `create index complaints_by_next_read on complaints (next_read_at) where next_read_at is not null`,
  `create index complaints_open_read on complaints (merchant_id, read_at) where state <> 'PROCESSED'`,
  `alter table reads add column first_wanted_at timestamptz not null default now()`,
]

async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

export const reconcile: Migration = { up }
