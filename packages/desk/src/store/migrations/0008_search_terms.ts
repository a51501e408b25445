import { type Kysely, type Migration, sql } from 'kysely'

const statements = [
  // Pairs of digits stand in nearly every complaint, so numbers are found by how they end instead: people read out the
  // last four digits of a phone or an order, and paste whole ids.
  `create function redress_search_pairs(words text) returns text[] language plpgsql immutable parallel safe as $$
    declare
      c text[] := string_to_array(regexp_replace(words, '[[:space:]0-9]+', ' ', 'g'), null);
    begin
      return array(select a || b from unnest(c, c[2:]) as pairs (a, b) where a <> ' ' and b <> ' ');
    end $$`,
  `create function redress_search_endings(words text) returns text[] language plpgsql immutable parallel safe as $$
    begin
      return array(
        select right(number, digits) || '$'
        from unnest(string_to_array(regexp_replace(words, '[^0-9]+', ' ', 'g'), ' ')) number,
          (values (4), (8)) endings (digits)
        where char_length(number) >= digits);
    end $$`,
  // Web processes of the version before cannot search any more once this is applied: stop them first.
  `drop index complaints_by_words`,
  `alter table complaints drop column search_bigrams`,
  `drop function redress_bigrams(text)`,
  `alter table complaints add column search_terms text[]
    generated always as (redress_search_pairs(search_text) || redress_search_endings(search_text)) stored`,
  `create index complaints_by_terms on complaints using gin (search_terms)`,
]

async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

export const searchTerms: Migration = { up }
