import type { Kysely } from 'kysely'
import { DeskError } from '../errors.ts'
import { type ComplaintRow, findComplaintRow } from '../store/complaint-pages.ts'
import type { Database } from '../store/schema/database.ts'

/** @throws {DeskError} `COMPLAINT_UNKNOWN` */
export async function requireComplaint(db: Kysely<Database>, id: string): Promise<ComplaintRow> {
  const row = await findComplaintRow(db, id)
  if (row) return row
  const message = 'There is no such complaint at this desk.'
  throw new DeskError('COMPLAINT_UNKNOWN', message, 'Look it up in the list.', { field: 'id' })
}
