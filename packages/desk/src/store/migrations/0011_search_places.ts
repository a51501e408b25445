import { type Kysely, type Migration, sql } from 'kysely'
import { searchFunction } from './0011_search_function.ts'

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

async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...places, searchFunction]) await sql.raw(statement).execute(db)
}

export const searchPlaces: Migration = { up }
