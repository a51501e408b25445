/** From here on complaints owe nothing. */
const NEVER = `timestamptz '9999-12-31 00:00:00+00'`

/**
 * The first 500 of an order from a key on, under the filters that an index of this order begins with: where they begin
 * and end tells how dense the order is.
 * @param state The index has the state before the order.
 */
function measured(column: string, descending: boolean, { merchant = false, state = false } = {}): string {
  const [compare, direction] = descending ? ['<', 'desc'] : ['>', 'asc']
  return `
          select array_agg(dense.at), array_agg(dense.id) into instants, ids from (
            select ${column} as at, id from complaints
            where ${merchant ? 'merchant_id = merchant and ' : ''}${state ? 'state <= of_state and ' : ''}
              (${state ? 'state, ' : ''}${column}, id) ${compare} (${state ? 'of_state, ' : ''}after_at, after_id)
            order by ${state ? 'state, ' : ''}${column} ${direction}, id ${direction}
            limit 500
          ) dense;`
}

const measure = `
          case
            when kind = 1 and descending then ${measured('complained_at', true)}
            when kind = 1 then ${measured('complained_at', false)}
            when kind = 2 and descending then ${measured('updated_at', true)}
            when kind = 2 then ${measured('updated_at', false)}
            when merchant is null and of_state is null then ${measured('due_order', false)}
            when merchant is null then ${measured('due_order', false, { state: true })}
            when of_state is null then ${measured('due_order', false, { merchant: true })}
            else ${measured('due_order', false, { merchant: true, state: true })}
          end case;`

interface Conditions {
  readonly traits: boolean
  readonly buckets: boolean
}

/** What the indexes of the search find on one side: behind `offset 0` nothing else is asked of them. */
const side = (owing: '<' | '>=', asked: string, { traits, buckets }: Conditions): string => `(
            select merchant_id, id, channel, state, channel_state, search_text,
              case kind when 0 then due_order when 1 then complained_at else updated_at end as at
            from complaints
            where ${asked} and due_order ${owing} ${NEVER} and search_terms @> terms
              ${traits ? 'and array[merchant_id, channel, state] @> traits' : ''}
              ${buckets ? 'and redress_search_places(due_order, id, complained_at, updated_at) && buckets' : ''}
            offset 0
          )`

const stands = (word: string, pattern: string): string =>
  `case when ${pattern} is null then strpos(search_text, ${word}) <> 0 else search_text ~ ${pattern} end`

/** What decides: words are read where they should stand. Of two orders of sorting only one tells rows apart. */
const page = (candidates: string, limit: string): string => `
            select merchant_id, id, state from ${candidates} complaints
            where case when descending then (at, id) < (after_at, after_id) else (at, id) > (after_at, after_id) end
              and (of_merchants is null or merchant_id = any(of_merchants))
              and (of_channel is null or channel = of_channel) and (of_state is null or state = of_state)
              and (of_channel_state is null or channel_state = of_channel_state)
              and ${stands('words[1]', 'patterns[1]')}
              and (cardinality(words) = 1 or not exists (
                select from unnest(words[2:], patterns[2:]) as further (word, pattern)
                where not ${stands('word', 'pattern')}))
            order by case when not descending then at end, case when not descending then id end, at desc, id desc
            limit ${limit}`

const keysOf = (rows: string): string =>
  `array_agg(${rows}.merchant_id), array_agg(${rows}.id), array_agg(${rows}.state)`

const stretch = (conditions: Conditions): string => `
          select ${keysOf('page')} into page_merchants, page_ids, page_states from (${page(
            `(${side('<', 'look_open', conditions)} union all ${side('>=', 'look_settled', conditions)})`,
            'wanted - found',
          )}
          ) page;`

const everything = (conditions: Conditions): string => `
        with held as materialized (
          select * from (${side('<', 'true', conditions)} union all ${side('>=', 'true', conditions)}) complaints
          limit most_numbered + 1
        ), page as (${page('held', 'wanted')}
        )
        select (select count(*) from held), ${keysOf('page')}
          into held_count, page_merchants, page_ids, page_states from page;`

/** The statement that has just the conditions that are given: each is planned once for a connection. */
const choose = (given: string, statement: (isGiven: boolean) => string): string => `
        if ${given} then ${statement(true)}
        else ${statement(false)}
        end if;`

/**
 * The first complaints that hold every word, in one order. They are looked for along the order, stretch by stretch, each
 * by the index; a stretch is as long as what was found so far lets expect a page in it. So a frequent word is found in a
 * short stretch, and a rare one is fetched whole: neither costs more for being frequent or rare. Numbers of six digits
 * and more are rare as a rule, so what ends with one is fetched whole unless that turns out to be much. Only keys are
 * looked for, since whole rows are wide. Being one call it sees one state of the database; what moves meanwhile is
 * neither missed nor found twice.
 *
 * patterns: for words that end with a number the expression to match, else null. Null filters let everything through.
 */
export const searchFunction = `create function redress_search(words text[], patterns text[], of_merchants text[], of_channel text,
    of_state text, of_channel_state text, sorted_by text, descending boolean, after_at timestamptz, after_id text, wanted integer)
  returns table (key_merchant text, key_id text, key_state text) language plpgsql stable rows 50
  -- Planning takes longer than what is planned: each statement keeps its plan, which needs no guessing, since only the
  -- indexes made for it are worth using. Other processes take longer to start than all of this takes.
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set max_parallel_workers_per_gather = 0 as $$
  declare
    -- As many as are measured.
    first_rows constant integer := 500;
    -- Where those hold nothing, so many tell a rare word from one in every few hundred complaints. Four digits are rarer
    -- than most words, so that they begin here.
    second_rows constant integer := 16000;
    -- So many complaints are read in no time, wherever they lie.
    few constant integer := 500;
    -- So much of what ends with a number is read before it is known how much that is.
    most_numbered constant integer := 2000;
    -- Each costs its share of every step in the index.
    most_buckets constant integer := 16;
    settled constant bigint := 1::bigint << 44;

    total float8 := (select reltuples from pg_class where oid = 'complaints'::regclass);
    digits boolean := exists (select from unnest(patterns) pattern where pattern is not null);
    numbered boolean := exists (select from unnest(words) word where word ~ '[0-9]{6}$');
    kind bigint := array_position(array['due_order', 'complained_at', 'updated_at'], sorted_by) - 1;
    merchant text := case when cardinality(of_merchants) = 1 then of_merchants[1] end;
    terms text[] := array(
      select unnest(redress_search_pairs(word) || redress_search_endings(word)) from unnest(words) word);
    traits text[] := array_remove(array[merchant, of_channel, of_state], null);
    -- Behind it stands only what owes nothing; a stretch that reaches beyond holds no more for it.
    last_open bigint := case when kind = 0 then (
      select redress_place(max(due_order), '') from complaints where due_order < ${NEVER}) end;

    found integer := 0;
    found_merchants text[] := '{}';
    found_ids text[] := '{}';
    found_states text[] := '{}';
    page_merchants text[];
    page_ids text[];
    page_states text[];
    held_count integer;
    seen float8 := 0;
    ahead float8;
    instants timestamptz[];
    ids text[];
    first bigint;
    last bigint;
    width float8;
    low bigint;
    high bigint;
    shift integer;
    buckets bigint[];
    stop bigint;
    look_open boolean;
    look_settled boolean;
  begin
    if cardinality(of_merchants) = 0 then return; end if;
    if after_id is null then
      after_at := case when descending then 'infinity' else '-infinity' end;
      after_id := '';
    end if;
    if numbered then
      ${choose("traits <> '{}'", (traits) => everything({ traits, buckets: false }))}
      if held_count <= most_numbered then
        return query select * from unnest(page_merchants, page_ids, page_states);
        return;
      end if;
    end if;
    loop
      ahead := case
        when seen = 0 then case when digits then second_rows else first_rows end
        when found = 0 then case when seen < second_rows then second_rows else total end
        when found / seen * total <= few then total
        -- The less was found, the more may chance have helped.
        else greatest(first_rows, (1 + 2 / sqrt(found)) * (wanted - found) * seen / found) end;
      buckets := null;
      if ahead < total - seen then
        if found > 0 or first is null or (first < settled and greatest(stop, last) >= settled) then
          -- How dense the order is from here on tells how long the stretch has to be.
          ${measure}
          exit when instants is null;
          first := redress_place(instants[1], ids[1]);
          last := redress_place(instants[cardinality(instants)], ids[cardinality(ids)]);
          width := (abs(last - first) + 1) / cardinality(ids)::float8;
        else
          -- Where nothing was found there is nothing to be exact about.
          first := case when descending then greatest(stop - 1, 0) else stop end;
        end if;
        low := case when descending then greatest(first + 1 - least(ceil(width * ahead), settled), 0) else first end;
        high := case when descending then first + 1
          -- What owes nothing has a density of its own.
          when first < settled then least(first + ceil(width * ahead), settled)
          else first + least(ceil(width * ahead), settled) end;
        -- Of the narrowest buckets that are few enough. It ends where the last of them does.
        shift := 16;
        while shift < 32 and (high - 1 >> shift) - (low >> shift) >= most_buckets loop
          shift := shift + 4;
        end loop;
        low := low >> shift;
        high := high - 1 >> shift;
        if descending then low := greatest(low, high - most_buckets + 1);
        else high := least(high, low + most_buckets - 1); end if;
        buckets := array(select ((kind * 8 + (shift - 16) / 4) << 48) + bucket from generate_series(low, high) bucket);
        stop := case when descending then low << shift else high + 1 << shift end;
      end if;
      look_open := kind > 0 or case when buckets is null then after_at < ${NEVER} else first < settled end;
      look_settled := kind > 0 or buckets is null or first >= settled;
      ${choose('buckets is not null', (buckets) => choose("traits <> '{}'", (traits) => stretch({ traits, buckets })))}
      found_merchants := found_merchants || page_merchants;
      found_ids := found_ids || page_ids;
      found_states := found_states || page_states;
      found := cardinality(found_ids);
      exit when buckets is null or found >= wanted;
      seen := seen + case when first < settled and last >= settled then cardinality(ids)
        when first < settled then greatest(abs(least(stop, last_open + 1) - first), 1) / width
        else abs(stop - first) / width end;
      select key.at, key.id into after_at, after_id from redress_place_key(stop) key;
    end loop;
    return query select * from unnest(found_merchants, found_ids, found_states);
  end $$`
