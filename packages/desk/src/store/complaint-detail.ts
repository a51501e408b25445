import { type Kysely, type Selectable, sql } from 'kysely'
import { filesOf } from '../domain/rights/message.ts'
import { type ActionRow, actionsOfComplaint } from './actions.ts'
import type { NotesTable, TimelineEntriesTable } from './schema/complaints.ts'
import type { Database } from './schema/database.ts'
import type { ActionDetails } from './schema/outbox.ts'
import type { PicturesTable } from './schema/vault.ts'

export type EntryRow = Omit<Selectable<TimelineEntriesTable>, 'raw'> & {
  /** What the desk sent, when the entry is a message of its own. */
  readonly sent: ActionDetails | null
}
export type PictureRow = Pick<Selectable<PicturesTable>, 'log_id' | 'position' | 'state' | 'reason' | 'media_key'> & {
  /** Of what is stored. */
  readonly content_type: string | null
}

export interface ComplaintParts {
  readonly entries: EntryRow[]
  readonly pictures: PictureRow[]
  /** Content types of the files of own messages, by their key; what was removed is not among them. */
  readonly sentFiles: ReadonlyMap<string, string>
  readonly actions: ActionRow[]
  readonly notes: Selectable<NotesTable>[]
}

/** Everything that belongs to one complaint, unordered where the domain orders it. */
export async function loadComplaintParts(
  db: Kysely<Database>,
  { merchantId, complaintId }: { readonly merchantId: string; readonly complaintId: string },
): Promise<ComplaintParts> {
  const [entries, pictures, actions, notes] = await Promise.all([
    db
      .selectFrom('timeline_entries as t')
      // A message belongs to every open ticket of its payer, its action to the one it was written from.
      .leftJoin('actions as a', (join) =>
        join
          .onRef('a.merchant_id', '=', 't.merchant_id')
          .on('a.id', '=', sql<string>`substr(t.log_id, 5)`)
          .on('a.kind', '=', 'message')
          .on('t.log_id', 'like', 'out:%'),
      )
      .select([
        't.merchant_id',
        't.complaint_id',
        't.log_id',
        't.at',
        't.action',
        't.wire_action',
        't.side',
        't.operator',
        't.content',
        't.seen_at',
        'a.details as sent',
      ])
      .where('t.merchant_id', '=', merchantId)
      .where('t.complaint_id', '=', complaintId)
      .execute(),
    db
      .selectFrom('pictures')
      .leftJoin('media', 'media.media_key', 'pictures.media_key')
      .select(['log_id', 'position', 'state', 'reason', 'pictures.media_key', 'media.content_type'])
      .where('merchant_id', '=', merchantId)
      .where('complaint_id', '=', complaintId)
      .orderBy('position')
      .execute(),
    actionsOfComplaint(db, { merchantId, complaintId }),
    db
      .selectFrom('notes')
      .selectAll()
      .where('merchant_id', '=', merchantId)
      .where('complaint_id', '=', complaintId)
      .orderBy('id')
      .execute(),
  ])
  return { entries, pictures, sentFiles: await contentTypesOf(db, entries), actions, notes }
}

async function contentTypesOf(db: Kysely<Database>, entries: readonly EntryRow[]): Promise<Map<string, string>> {
  const keys = entries.flatMap(({ sent }) =>
    sent?.message === undefined ? [] : filesOf(sent.message).map(({ mediaKey }) => mediaKey),
  )
  if (keys.length === 0) return new Map()
  const rows = await db
    .selectFrom('media')
    .select(['media_key', 'content_type'])
    .where('media_key', 'in', [...new Set(keys)])
    .execute()
  return new Map(rows.map((row) => [row.media_key, row.content_type]))
}
