import { type Kysely, type Migration, sql } from 'kysely'

const statements = [
  // Null for rows that an older process writes: they are looked at once more when they are next read.
  `alter table complaints add column next_stage_at timestamptz`,
  `update complaints set next_stage_at = updated_at where duty is not null`,
  `create index complaints_by_stage on complaints (next_stage_at) where next_stage_at is not null`,
  `create table deadline_marks (
    merchant_id text not null,
    complaint_id text not null,
    kind text not null,
    episode integer not null,
    starts_at timestamptz not null,
    stage smallint not null,
    at timestamptz not null,
    noticed_at timestamptz not null,
    primary key (merchant_id, complaint_id, kind, episode, starts_at, stage),
    foreign key (merchant_id, complaint_id) references complaints (merchant_id, id) on delete cascade
  )`,
  `create index deadline_marks_by_time on deadline_marks (at) where stage = 100`,
]

async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

export const stages: Migration = { up }
