import type { Kysely, Selectable } from 'kysely'
import { type ActionRow, actionsOfComplaint } from './actions.ts'
import type { NotesTable, TimelineEntriesTable } from './schema/complaints.ts'
import type { Database } from './schema/database.ts'
import type { PicturesTable } from './schema/vault.ts'

export type EntryRow = Omit<Selectable<TimelineEntriesTable>, 'raw'>
export type PictureRow = Pick<Selectable<PicturesTable>, 'log_id' | 'position' | 'state' | 'reason' | 'media_key'> & {
  /** Of what is stored. */
  readonly content_type: string | null
}

export interface ComplaintParts {
  readonly entries: EntryRow[]
  readonly pictures: PictureRow[]
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
      .selectFrom('timeline_entries')
      .select([
        'merchant_id',
        'complaint_id',
        'log_id',
        'at',
        'action',
        'wire_action',
        'side',
        'operator',
        'content',
        'seen_at',
      ])
      .where('merchant_id', '=', merchantId)
      .where('complaint_id', '=', complaintId)
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
  return { entries, pictures, actions, notes }
}
