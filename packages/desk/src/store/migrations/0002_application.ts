import { type Kysely, type Migration, sql } from 'kysely'

const complaints = [
  `create table complaints (
    merchant_id text not null references merchants (id),
    id text not null unique,
    channel text not null check (channel in ('complaints-v2', 'rights-v16')),
    platform_id text not null,
    mchid text not null,
    state text not null,
    detail text not null,
    problem_type text,
    problem_description text not null,
    complained_at timestamptz not null,
    complaint_times integer not null,
    awaiting_reply boolean not null,
    fully_refunded boolean not null,
    transaction_id text,
    out_trade_no text,
    order_amount bigint,
    apply_refund_amount bigint,
    user_tags text[] not null,
    payer_phone_sealed bytea,
    payer_phone_masked text,
    need_immediate_service boolean not null,
    in_platform_service boolean not null,
    agent_mode boolean not null,
    episodes jsonb not null,
    deadlines jsonb not null,
    duty text check (duty in ('first-reply', 'next-reply', 'settlement')),
    due_at timestamptz,
    due_order timestamptz not null generated always as (coalesce(due_at, timestamptz '9999-12-31 00:00:00+00')) stored,
    search_text text not null,
    raw jsonb not null,
    read_at timestamptz not null,
    updated_at timestamptz not null,
    created_at timestamptz not null,
    primary key (merchant_id, id),
    unique (merchant_id, channel, platform_id)
  )`,
  `create index complaints_by_due on complaints (due_order, id)`,
  `create index complaints_by_state_due on complaints (state, due_order, id)`,
  `create index complaints_by_complained on complaints (complained_at, id)`,
  `create index complaints_by_updated on complaints (updated_at, id)`,
  `create table timeline_entries (
    merchant_id text not null,
    complaint_id text not null,
    log_id text not null,
    at timestamptz not null,
    action text not null,
    wire_action text not null,
    side text not null check (side in ('payer', 'merchant', 'platform', 'system')),
    operator text not null,
    content text,
    raw jsonb not null,
    seen_at timestamptz not null,
    primary key (merchant_id, complaint_id, log_id),
    foreign key (merchant_id, complaint_id) references complaints (merchant_id, id) on delete cascade
  )`,
  `create table notes (
    merchant_id text not null,
    complaint_id text not null,
    id text not null,
    at timestamptz not null,
    author text not null,
    content text not null,
    primary key (merchant_id, complaint_id, id),
    foreign key (merchant_id, complaint_id) references complaints (merchant_id, id) on delete cascade
  )`,
  // What is to be read from the platform. One row per complaint, so that any number of reasons is one read; the
  // complaint itself need not be known yet.
  `create table reads (
    merchant_id text not null references merchants (id) on delete cascade,
    channel text not null,
    platform_id text not null,
    priority smallint not null,
    wanted_at timestamptz not null,
    next_attempt_at timestamptz not null,
    attempts integer not null default 0,
    lease_token text,
    lease_until timestamptz,
    problem_code text,
    primary key (merchant_id, channel, platform_id)
  )`,
  `create index reads_due on reads (priority, next_attempt_at)`,
]

const vault = [
  `create table media (
    media_key text primary key,
    content_type text not null,
    size bigint not null,
    width integer,
    height integer,
    created_at timestamptz not null
  )`,
  `create table pictures (
    merchant_id text not null,
    complaint_id text not null,
    log_id text not null,
    position smallint not null,
    url text not null,
    state text not null check (state in ('pending', 'stored', 'missing')),
    reason text,
    media_key text references media (media_key),
    attempts integer not null default 0,
    next_attempt_at timestamptz not null,
    primary key (merchant_id, complaint_id, log_id, position),
    foreign key (merchant_id, complaint_id) references complaints (merchant_id, id) on delete cascade
  )`,
  `create index pictures_pending on pictures (next_attempt_at) where state = 'pending'`,
]

const outbox = [
  `create table actions (
    merchant_id text not null,
    id text not null unique,
    complaint_id text not null,
    kind text not null,
    state text not null check (state in ('queued', 'sending', 'sent', 'verified', 'parked', 'cancelled')),
    content text,
    images text[] not null,
    override_reason text,
    created_at timestamptz not null,
    created_by text not null,
    attempts integer not null default 0,
    next_attempt_at timestamptz not null,
    lease_token text,
    lease_until timestamptz,
    uploads jsonb not null default '{}',
    write_started_at timestamptz,
    baseline jsonb,
    log_id text,
    sent_at timestamptz,
    verified_at timestamptz,
    problem jsonb,
    primary key (merchant_id, id),
    foreign key (merchant_id, complaint_id) references complaints (merchant_id, id) on delete cascade
  )`,
  `create index actions_open on actions (next_attempt_at) where state in ('queued', 'sending', 'sent')`,
  `create index actions_by_complaint on actions (merchant_id, complaint_id, id)`,
]

const accounts = [
  `create table users (
    id text primary key,
    username text not null unique,
    display_name text not null,
    role text not null check (role in ('owner', 'operator')),
    password_hash text not null,
    disabled_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  `create table sessions (
    token_hash bytea primary key,
    user_id text not null references users (id) on delete cascade,
    created_at timestamptz not null,
    expires_at timestamptz not null
  )`,
  `create index sessions_by_user on sessions (user_id)`,
  `create table api_tokens (
    id text primary key,
    name text not null,
    prefix text not null,
    token_hash bytea not null unique,
    role text not null check (role in ('owner', 'operator')),
    created_at timestamptz not null,
    last_used_at timestamptz,
    revoked_at timestamptz
  )`,
  `create table audit (
    id text primary key,
    at timestamptz not null,
    actor text not null,
    action text not null,
    merchant_id text,
    complaint_id text,
    details jsonb not null
  )`,
  `create index audit_by_complaint on audit (merchant_id, complaint_id, id)`,
  `create table idempotency_keys (
    actor text not null,
    key text not null,
    request_hash bytea not null,
    status integer,
    answer jsonb,
    created_at timestamptz not null,
    primary key (actor, key)
  )`,
]

async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...complaints, ...vault, ...outbox, ...accounts]) await sql.raw(statement).execute(db)
}

export const application: Migration = { up }
