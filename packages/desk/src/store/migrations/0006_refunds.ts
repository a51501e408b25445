import { type Kysely, type Migration, sql } from 'kysely'

const statements = [
  // Workers of the version before know neither kind and would send a decision as a reply: stop them before refunds are
  // decided. Web processes of that version may keep running.
  `alter table actions add column details jsonb not null default '{}'`,
  `alter table actions add column needs_approval boolean not null default false`,
  `alter table actions add column approved_by text`,
  `alter table actions add column approved_at timestamptz`,
  `create index actions_refunds on actions (next_attempt_at) where kind = 'refund' and state in ('queued', 'sending', 'sent')`,
  `create table refund_rules (
    merchant_id text primary key references merchants (id) on delete cascade,
    trusted_only boolean not null,
    daily_amount bigint not null check (daily_amount >= 0),
    four_eyes_above bigint not null check (four_eyes_above >= 0),
    updated_at timestamptz not null,
    updated_by text not null
  )`,
]

async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

export const refunds: Migration = { up }
