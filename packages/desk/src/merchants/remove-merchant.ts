import type { Kysely } from 'kysely'
import { GuardRefusal } from '../errors.ts'
import { endWork, hasWorkUnderWay } from '../store/end-work.ts'
import type { Database } from '../store/schema/database.ts'
import { tellRegistries } from './add-merchant.ts'

const REASON = 'MERCHANT_REMOVED'

/**
 * Ends the work for a merchant: its keys are erased, nothing is received, read or sent for it any more. Complaints,
 * timelines, pictures and what came in stay. May be repeated.
 * @throws {GuardRefusal} `MERCHANT_BUSY` while something is on its way to the platform
 */
export async function removeMerchant(db: Kysely<Database>, merchantId: string, now: Date): Promise<void> {
  if (await hasWorkUnderWay(db, merchantId)) {
    throw new GuardRefusal(
      'MERCHANT_BUSY',
      'Replies, completions or refund decisions of this merchant are still on their way.',
      'Let them finish, or cancel them: see "redress outbox list".',
    )
  }
  await db
    .updateTable('merchants')
    .set({
      removed_at: now,
      private_key_sealed: Buffer.alloc(0),
      api_v3_key_sealed: Buffer.alloc(0),
      certificate_pem: null,
    })
    .where('id', '=', merchantId)
    .execute()
  for (const table of ['platform_keys', 'merchant_sync'] as const) {
    await db.deleteFrom(table).where('merchant_id', '=', merchantId).execute()
  }
  await endWork(db, merchantId, REASON)
  await tellRegistries(db, merchantId)
}
