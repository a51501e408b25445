import { type Kysely, type Migration, sql } from 'kysely'

const accounts = [
  `create table official_accounts (
    id text primary key,
    slug text not null unique,
    app_id text not null unique,
    partner_id text not null,
    name text not null,
    app_secret_sealed bytea not null,
    pay_sign_key_sealed bytea not null,
    push_token_sealed bytea,
    aes_key_sealed bytea,
    former_aes_key_sealed bytea,
    accept_plain boolean not null,
    profile text not null check (profile in ('v16', 'y2018', 'y2021', 'current')),
    token_endpoint text not null check (token_endpoint in ('stable', 'classic')),
    default_goods text not null check (default_goods in ('virtual', 'service', 'physical')),
    after_rejection text not null check (after_rejection in ('restart', 'original')),
    allowed_sources text[] not null,
    platform_url text,
    labels text[] not null,
    removed_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  )`,
  `create table access_tokens (
    merchant_id text primary key references official_accounts (id) on delete cascade,
    token_sealed bytea not null,
    fetched_at timestamptz not null,
    expires_at timestamptz not null,
    endpoint text not null,
    forced_at timestamptz[] not null
  )`,
  `create table account_terms (
    merchant_id text not null references official_accounts (id) on delete cascade,
    kind text not null check (kind in ('reason', 'solution')),
    position smallint not null check (position between 0 and 2),
    content text not null check (char_length(content) between 1 and 15),
    primary key (merchant_id, kind, position)
  )`,
]

const tickets = [
  // The platform has no call that reads a ticket: what it told, and what was done, is kept here for good.
  `create table rights_facts (
    merchant_id text not null references official_accounts (id),
    feedback_id text not null,
    id text not null,
    at timestamptz not null,
    received_at timestamptz not null,
    kind text not null,
    open_id text,
    actor text,
    payload_sealed bytea not null,
    body_sealed bytea,
    primary key (merchant_id, feedback_id, id)
  )`,
  `create table rights_orders (
    merchant_id text not null references official_accounts (id),
    transaction_id text not null,
    out_trade_no text,
    goods text check (goods in ('virtual', 'service', 'physical')),
    paid_at timestamptz,
    delivery_state text check (delivery_state in ('delivered', 'failed', 'undelivered')),
    delivered_at timestamptz,
    source text not null check (source in ('notice', 'api', 'hand')),
    updated_at timestamptz not null,
    updated_by text not null,
    primary key (merchant_id, transaction_id)
  )`,
  `create table conversation_entries (
    merchant_id text not null references official_accounts (id),
    open_id text not null,
    id text not null,
    at timestamptz not null,
    received_at timestamptz not null,
    direction text not null check (direction in ('in', 'out')),
    kind text not null,
    content text,
    payload jsonb not null,
    action_id text,
    body_sealed bytea,
    primary key (merchant_id, open_id, id)
  )`,
  `create index conversation_entries_by_time on conversation_entries (merchant_id, open_id, at)`,
]

const complaints = [
  // A complaint belongs to a merchant number or to an official account; one column cannot refer to both.
  `alter table complaints drop constraint complaints_merchant_id_fkey`,
  `alter table reads drop constraint reads_merchant_id_fkey`,
  `alter table inbox drop constraint inbox_merchant_id_fkey`,
  `alter table pacing drop constraint pacing_merchant_id_fkey`,
  `alter table complaints drop constraint complaints_duty_check`,
  `alter table complaints add constraint complaints_duty_check
    check (duty in ('first-reply', 'next-reply', 'settlement', 'delivery'))`,
  `alter table complaints add column channel_state text`,
  `alter table complaints add column payer_open_id text`,
  `create index complaints_of_rights on complaints (complained_at, id) where channel = 'rights-v16'`,
  `create index complaints_by_open_id on complaints (merchant_id, payer_open_id) where payer_open_id is not null`,
]

// Workers of the version before know neither the channel nor its actions: stop them before the first account is added.
// Web processes of that version may keep running.
async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...accounts, ...tickets, ...complaints]) await sql.raw(statement).execute(db)
}

export const rights: Migration = { up }
