import { type Kysely, type Migration, sql } from 'kysely'

const places = [
  // Where a complaint stands in an order: the milliseconds of its instant. What owes nothing is due last, by its id, which
  // begins with the milliseconds it was made at; its places follow all others.
  `create function redress_place(at timestamptz, id text) returns bigint language plpgsql immutable parallel safe as $$
    begin
      if at < '9999-12-31 00:00:00+00' then
        return least(greatest(floor(extract(epoch from at at time zone 'UTC') * 1000), 0), (1::bigint << 44) - 1);
      elsif id ~ '^[0-9a-f]{8}-[0-9a-f]{4}-' then
        return (1::bigint << 44) + ('x' || left(id, 8) || substr(id, 10, 4))::bit(48)::bigint;
      end if;
      return 1::bigint << 44;
    end $$`,
  // What sorts before all that stands at the place and behind all that stands before it.
  `create function redress_place_key(place bigint, out at timestamptz, out id text) language plpgsql immutable as $$
    declare
      digits text := lpad(to_hex(place - (1::bigint << 44)), 12, '0');
    begin
      at := case when place = 0 then '-infinity' when place >= 1::bigint << 44 then '9999-12-31 00:00:00+00'
        else timestamptz 'epoch' + place * interval '1 ms' end;
      id := case when place > 1::bigint << 44 then left(digits, 8) || '-' || right(digits, 4) else '' end;
    end $$`,
  // The buckets that a place lies in: a minute wide (2^16 ms) and, sixteen times wider each, up to seven weeks.
  `create function redress_buckets(kind bigint, place bigint) returns bigint[] language plpgsql immutable parallel safe as $$
    begin
      return array(select ((kind * 8 + level) << 48) + (place >> (16 + 4 * level)) from generate_series(0, 4) level);
    end $$`,
  // This form of a body is bound to the functions it names, which must be found while an index is built.
  `create function redress_search_places(due_order timestamptz, id text, complained_at timestamptz, updated_at timestamptz)
    returns bigint[] language sql immutable parallel safe
    return redress_buckets(0, redress_place(due_order, id)) || redress_buckets(1, redress_place(complained_at, id))
      || redress_buckets(2, redress_place(updated_at, id))`,
  // They intersect words, filters and places before any complaint is read. What owes something is a small part of all and
  // what people mostly search, so it has an index of its own; every complaint is in one of the two. What was written last
  // waits in a list that every search reads, so that is kept short. Writing waits while
  // they are built. Web processes of the version before go on, but their searches find no index any more and are slow.
  ...[
    ['complaints_open_by_search', '<'],
    ['complaints_settled_by_search', '>='],
  ].map(
    ([name, side]) => `create index ${name} on complaints using gin (search_terms, (array[merchant_id, channel, state]),
      redress_search_places(due_order, id, complained_at, updated_at)) with (gin_pending_list_limit = 512)
      where due_order ${side} timestamptz '9999-12-31 00:00:00+00'`,
  ),
  `drop index complaints_by_terms`,
]

/**
 * The first complaints that hold every word, in one order. They are looked for along the order, stretch by stretch, each
 * by the index; a stretch is as long as what was found so far lets expect a page in it. So a frequent word is found in a
 * short stretch, and a rare one is fetched whole: neither costs more for being frequent or rare. Being one call it sees
 * one state of the database; what moves meanwhile is neither missed nor found twice.
 *
 * patterns: for words that end with a number the expression to match, else null. Null filters let everything through.
 * Words are handed on as values, since errors quote the text of a statement.
 */
const search = `create function redress_search(words text[], patterns text[], of_merchants text[], of_channel text,
    of_state text, of_channel_state text, sorted_by text, descending boolean, after_at timestamptz, after_id text, wanted integer)
  returns setof complaints language plpgsql stable rows 50
  -- Other processes take longer to start than all of this takes.
  set max_parallel_workers_per_gather = 0 as $$
  declare
    measured_rows constant integer := 500;
    -- Where those hold nothing, so many tell a rare word from one in every few hundred complaints.
    second_rows constant integer := 16000;
    -- So many complaints are read in no time, wherever they lie.
    few constant integer := 150;
    -- Each costs its share of every step in the index.
    most_buckets constant integer := 16;
    settled constant bigint := 1::bigint << 44;

    total float8 := (select reltuples from pg_class where oid = 'complaints'::regclass);
    -- A number this long names one complaint or one order; shorter ones may be a merchant's.
    rare boolean := exists (select from unnest(words) word where word ~ '[0-9]{16}');
    kind bigint := array_position(array['due_order', 'complained_at', 'updated_at'], sorted_by) - 1;
    terms text[] := array(
      select unnest(redress_search_pairs(word) || redress_search_endings(word)) from unnest(words) word);
    traits text[] := array_remove(
      array[case when cardinality(of_merchants) = 1 then of_merchants[1] end, of_channel, of_state], null);
    -- An equality where it can be one: that alone lets the merchant's index be walked in its order.
    merchant text := case when of_merchants is null then 'true'
      when cardinality(of_merchants) = 1 then 'merchant_id = ($3)[1]' else 'merchant_id = any($3)' end;

    rest text := case when after_id is null then 'true'
      else format('(%I, id) %s ($6, $7)', sorted_by, case when descending then '<' else '>' end) end;
    ordered text := format('order by %1$I %2$s, id %2$s', sorted_by, case when descending then 'desc' else 'asc' end);
    -- A density is read from an index that begins with these filters; the other orders have none that does.
    measured text := case when kind > 0 then 'true'
      else merchant || ' and ($5 is null or state = $5)' end;
    candidate text := 'search_terms @> $8 and ($9 = ''{}'' or array[merchant_id, channel, state] @> $9)';
    -- What decides: words are read where they should stand.
    exact text := merchant || ' and ($4 is null or channel = $4) and ($5 is null or state = $5)
        and ($11 is null or channel_state = $11)' || (
      select string_agg(format(case when patterns[i] is null then ' and strpos(search_text, $1[%s]) <> 0'
        else ' and search_text ~ $2[%s]' end, i), '') from generate_subscripts(words, 1) i);
    query text;

    -- Behind it stands only what owes nothing; a stretch that reaches beyond holds no more for it.
    last_open bigint := case when kind = 0 then (select redress_place(max(due_order), '') from complaints
      where due_order < timestamptz '9999-12-31 00:00:00+00') end;

    seen float8 := 0;
    found integer := 0;
    more integer;
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
  begin
    if cardinality(of_merchants) = 0 then return; end if;
    loop
      ahead := case
        when rare then total
        when seen = 0 then measured_rows
        when found = 0 then case when seen < second_rows then second_rows else total end
        when found / seen * total <= few then total
        -- The less was found, the more may chance have helped.
        else greatest(measured_rows, (1 + 2 / sqrt(found)) * (wanted - found) * seen / found) end;
      buckets := null;
      if ahead < total - seen then
        if found > 0 or first is null or (first < settled and greatest(stop, last) >= settled) then
          -- How dense the order is from here on tells how long the stretch has to be.
          execute format('select array_agg(%1$I), array_agg(id) from (
              select %1$I, id from complaints where %2$s and %3$s %4$s limit %5$s) ahead',
            sorted_by, rest, measured, ordered, measured_rows)
            into instants, ids
            using words, patterns, of_merchants, of_channel, of_state, after_at, after_id;
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
      -- The planner has no choice here: what stands behind offset 0 is answered by the two indexes of the search, and only
      -- what they find is read, checked and sorted.
      select string_agg(format('(select * from complaints
            where due_order %s timestamptz ''9999-12-31 00:00:00+00'' and %s%s offset 0)', side, candidate,
          case when buckets is null then ''
          else ' and redress_search_places(due_order, id, complained_at, updated_at) && $10' end), ' union all ')
        into query
        from unnest(case
          when kind > 0 or descending then array['<', '>=']
          when buckets is null then case when after_at = '9999-12-31 00:00:00+00' then array['>='] else array['<', '>='] end
          when first < settled then array['<']
          else array['>='] end) side;
      query := format('select * from (%s) complaints where %s and %s %s limit %s',
        query, rest, exact, ordered, wanted - found);
      return query execute query
        using words, patterns, of_merchants, of_channel, of_state, after_at, after_id, terms, traits, buckets,
          of_channel_state;
      get diagnostics more = row_count;
      found := found + more;
      exit when buckets is null or found >= wanted;
      seen := seen + case when first < settled and last >= settled then cardinality(ids)
        when first < settled then greatest(abs(least(stop, last_open + 1) - first), 1) / width
        else abs(stop - first) / width end;
      select * from redress_place_key(stop) into after_at, after_id;
      rest := format('(%I, id) %s ($6, $7)', sorted_by, case when descending then '<' else '>=' end);
    end loop;
  end $$`

async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...places, search]) await sql.raw(statement).execute(db)
}

export const searchPlaces: Migration = { up }
