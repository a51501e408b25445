import { type Kysely, type Migration, sql } from 'kysely'

async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table merchants (
      id text primary key,
      slug text not null unique,
      mchid text not null unique,
      name text not null,
      partner_mchid text,
      serial_no text not null,
      certificate_pem text,
      private_key_sealed bytea not null,
      api_v3_key_sealed bytea not null,
      platform_url text,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    )`.execute(db)
  await sql`
    create table platform_keys (
      merchant_id text not null references merchants (id) on delete cascade,
      serial text not null,
      kind text not null check (kind in ('certificate', 'public-key')),
      pem text not null,
      effective_at timestamptz,
      expires_at timestamptz,
      source text not null check (source in ('configured', 'downloaded')),
      added_at timestamptz not null default now(),
      primary key (merchant_id, serial)
    )`.execute(db)
  await sql`
    create table inbox (
      merchant_id text not null references merchants (id),
      id text not null,
      channel text not null check (channel in ('complaints-v2', 'rights-v16')),
      notification_id text not null,
      event_type text not null,
      action text not null,
      complaint_platform_id text not null,
      platform_serial text not null,
      raw_body bytea not null,
      received_at timestamptz not null default now(),
      state text not null default 'pending' check (state in ('pending', 'applied', 'parked')),
      attempts integer not null default 0,
      next_attempt_at timestamptz not null default now(),
      applied_at timestamptz,
      problem_code text,
      primary key (merchant_id, id),
      unique (merchant_id, channel, notification_id)
    )`.execute(db)
  await sql`create index inbox_pending on inbox (next_attempt_at) where state = 'pending'`.execute(db)
  await sql`create index inbox_open on inbox (state, received_at) where state <> 'applied'`.execute(db)
  await sql`create index inbox_by_complaint on inbox (merchant_id, complaint_platform_id, id)`.execute(db)
  await sql`create index inbox_newest on inbox (id desc)`.execute(db)
  await sql`
    create table settings (
      key text primary key,
      value jsonb not null,
      updated_at timestamptz not null default now()
    )`.execute(db)
}

export const foundation: Migration = { up }
