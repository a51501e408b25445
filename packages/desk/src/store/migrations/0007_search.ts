import { type Kysely, type Migration, sql } from 'kysely'

const statements = [
  // Chinese has no spaces between words and two characters make one, so pairs of characters are what is indexed.
  `create function redress_bigrams(words text) returns text[] language sql immutable parallel safe
    return array(select distinct substr(words, i, 2) from generate_series(1, char_length(words) - 1) i)`,
  `alter table complaints add column search_bigrams text[] generated always as (redress_bigrams(search_text)) stored`,
  `create index complaints_by_words on complaints using gin (search_bigrams)`,
  `create index complaints_by_platform_id on complaints (platform_id)`,
  `create index complaints_of_merchant on complaints (merchant_id, due_order, id)`,
  `create index complaints_of_merchant_state on complaints (merchant_id, state, due_order, id)`,
  `create table complaint_counts (
    merchant_id text not null,
    channel text not null,
    state text not null,
    count bigint not null,
    primary key (merchant_id, channel, state)
  )`,
  `insert into complaint_counts
    select merchant_id, channel, state, count(*) from complaints group by merchant_id, channel, state`,
  // Both rows of a change are written in one order, so that two changes never wait for each other crosswise.
  `create function redress_count_complaints() returns trigger language plpgsql as $$
    begin
      insert into complaint_counts as c (merchant_id, channel, state, count)
      select merchant_id, channel, state, sum(step) from (
        select old.merchant_id, old.channel, old.state, -1 as step where tg_op in ('UPDATE', 'DELETE')
        union all
        select new.merchant_id, new.channel, new.state, 1 where tg_op in ('UPDATE', 'INSERT')
      ) steps
      group by merchant_id, channel, state having sum(step) <> 0 order by merchant_id, channel, state
      on conflict (merchant_id, channel, state) do update set count = c.count + excluded.count;
      return null;
    end $$`,
  `create trigger complaints_are_counted after insert or delete or update of state on complaints
    for each row execute function redress_count_complaints()`,
]

async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

export const search: Migration = { up }
