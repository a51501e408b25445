import { type Kysely, sql } from 'kysely'
import type { PictureCutoffs } from '../domain/retention.ts'
import { PICTURE_EXPIRED, PICTURE_EXPIRED_AGAIN } from './pictures.ts'
import type { Database } from './schema/database.ts'

/** Whether the time of the complaint `c` is over. */
const isOver = ({ processedBefore }: PictureCutoffs) =>
  sql<boolean>`(c.state = 'PROCESSED' and c.updated_at < ${processedBefore ?? '-infinity'}::timestamptz)`

/** Whether the action `a` needs its pictures: it may yet go out, or it is part of a complaint whose time is not over. */
const needsImages = (cutoffs: PictureCutoffs) =>
  sql<boolean>`(a.images <> '{}' and a.state <> 'cancelled' and not (a.state = 'verified' and ${isOver(cutoffs)}))`

/** Pictures that no complaint and no action needs any more, in the order of their keys. */
export async function findUnneededPictures(
  db: Kysely<Database>,
  cutoffs: PictureCutoffs,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<string[]> {
  // Materialized: with the limit in sight the planner would look every picture up one by one, though most are needed.
  const { rows } = await sql<{ key: string }>`
    with unneeded as materialized (
      select m.media_key from media m
      where m.media_key > ${after} and m.created_at < ${cutoffs.storedBefore}
        and not exists (
          select from pictures p join complaints c on c.merchant_id = p.merchant_id and c.id = p.complaint_id
          where p.media_key = m.media_key and not ${isOver(cutoffs)}
        )
        and not exists (
          select from (
            select unnest(a.images) as media_key
            from actions a join complaints c on c.merchant_id = a.merchant_id and c.id = a.complaint_id
            where ${needsImages(cutoffs)}
          ) used where used.media_key = m.media_key
        )
    )
    select media_key as key from unneeded order by media_key limit ${limit}`.execute(db)
  return rows.map(({ key }) => key)
}

async function isNeeded(db: Kysely<Database>, mediaKey: string, cutoffs: PictureCutoffs): Promise<boolean> {
  const { rows } = await sql`
    select from pictures p join complaints c on c.merchant_id = p.merchant_id and c.id = p.complaint_id
    where p.media_key = ${mediaKey} and not ${isOver(cutoffs)}
    union all
    select from actions a join complaints c on c.merchant_id = a.merchant_id and c.id = a.complaint_id
    where a.images @> array[${mediaKey}]::text[] and ${needsImages(cutoffs)}`.execute(db)
  return rows.length > 0
}

/**
 * Forgets a picture that nobody needs: timelines say that its time is over, and its row goes. Runs in the caller's
 * transaction, which deletes the bytes before it commits.
 * @returns false when somebody needs it after all, or another process is at it
 */
export async function forgetPicture(db: Kysely<Database>, mediaKey: string, cutoffs: PictureCutoffs): Promise<boolean> {
  // Whoever wants to refer to the picture from now on waits for this lock, and then finds it gone.
  const row = await db
    .selectFrom('media')
    .select('media_key')
    .where('media_key', '=', mediaKey)
    .where('created_at', '<', cutoffs.storedBefore)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst()
  if (!row) return false
  const showing = db.selectFrom('pictures').select(['merchant_id', 'complaint_id']).where('media_key', '=', mediaKey)
  // A complaint that is just being opened again is waited for.
  await db
    .selectFrom('complaints')
    .select('id')
    .where((is) => is(is.refTuple('merchant_id', 'id'), 'in', showing.$asTuple('merchant_id', 'complaint_id')))
    .orderBy('merchant_id')
    .orderBy('id')
    .forNoKeyUpdate()
    .execute()
  // Looked at once more, as it is under the locks: the statement that found the picture may have missed a reference.
  if (await isNeeded(db, mediaKey, cutoffs)) return false
  await sql`
    update pictures p set state = 'missing', media_key = null, reason = case when exists (
        select from pictures t
        where t.merchant_id = p.merchant_id and t.complaint_id = p.complaint_id and t.log_id = p.log_id
          and t.media_key = p.media_key and t.position < p.position
      ) then ${PICTURE_EXPIRED_AGAIN} else ${PICTURE_EXPIRED} end
    where p.media_key = ${mediaKey}`.execute(db)
  await db.deleteFrom('media').where('media_key', '=', mediaKey).execute()
  return true
}
