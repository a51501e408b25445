import type { Kysely } from 'kysely'
import { uuidv7 } from 'uuidv7'
import type { Database } from './schema/database.ts'

export interface AuditEntry {
  readonly at: Date
  readonly actor: string
  /** For example `phone.revealed`. */
  readonly action: string
  readonly merchantId?: string
  readonly complaintId?: string
  /** Never message texts or phone numbers. */
  readonly details: Readonly<Record<string, unknown>>
}

export async function writeAudit(db: Kysely<Database>, entry: AuditEntry): Promise<void> {
  await db
    .insertInto('audit')
    .values({
      id: uuidv7(),
      at: entry.at,
      actor: entry.actor,
      action: entry.action,
      merchant_id: entry.merchantId ?? null,
      complaint_id: entry.complaintId ?? null,
      details: JSON.stringify(entry.details),
    })
    .execute()
}
