import type { Kysely } from 'kysely'
import type { Database } from './schema/database.ts'

/** Whether anything is on its way to the platform for a merchant or an official account. */
export async function hasWorkUnderWay(db: Kysely<Database>, merchantId: string): Promise<boolean> {
  const busy = await db
    .selectFrom('actions')
    .select('id')
    .where('merchant_id', '=', merchantId)
    .where('state', 'in', ['queued', 'sending', 'sent'])
    .executeTakeFirst()
  return busy !== undefined
}

/**
 * Gives up what waits for a merchant or an official account whose keys are erased: reads, stages, notifications and
 * pictures. What is known already stays.
 * @param reason Why, as a problem code.
 */
export async function endWork(db: Kysely<Database>, merchantId: string, reason: string): Promise<void> {
  await db.deleteFrom('reads').where('merchant_id', '=', merchantId).execute()
  await db
    .updateTable('complaints')
    .set({ next_read_at: null, next_stage_at: null })
    .where('merchant_id', '=', merchantId)
    .execute()
  await db
    .updateTable('inbox')
    .set({ state: 'parked', problem_code: reason })
    .where('merchant_id', '=', merchantId)
    .where('state', '=', 'pending')
    .execute()
  await db
    .updateTable('pictures')
    .set({ state: 'missing', reason })
    .where('merchant_id', '=', merchantId)
    .where('state', '=', 'pending')
    .execute()
}
