import type { Kysely } from 'kysely'
import { writeAudit } from '../store/audit.ts'
import type { Database } from '../store/schema/database.ts'
import { checkLabels, tellRegistries } from './add-merchant.ts'

/**
 * Gives a merchant these labels and no others, each once; every running process takes them up. Runs in the caller's
 * transaction.
 * @returns the labels as stored
 * @throws {DeskError} `LABEL_INVALID`
 */
export async function writeLabels(
  db: Kysely<Database>,
  merchantId: string,
  labels: readonly string[],
  { actor, now }: { readonly actor: string; readonly now: Date },
): Promise<string[]> {
  checkLabels(labels)
  const wanted = [...new Set(labels)]
  await db.updateTable('merchants').set({ labels: wanted }).where('id', '=', merchantId).execute()
  await tellRegistries(db, merchantId)
  await writeAudit(db, { at: now, actor, action: 'merchant.labelled', merchantId, details: { labels: wanted } })
  return wanted
}
