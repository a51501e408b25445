import { type Kysely, sql } from 'kysely'
import type { Logger } from 'pino'
import { HOUR_MS } from '../domain/time.ts'
import type { Database } from '../store/schema/database.ts'

export interface HousekeeperDeps {
  readonly db: Kysely<Database>
  readonly clock: () => Date
  readonly log: Logger
}

export interface Housekeeper {
  /** Removes what is kept for a time only. */
  tidy(): Promise<void>
}

/** Phone numbers are personal data: they go so many days after the last change of a complaint that is processed. */
export const PHONE_DAYS = 180
const IDEMPOTENCY_MS = 24 * HOUR_MS

/** Any process may do it; doing it twice changes nothing. */
export function createHousekeeper({ db, clock, log }: HousekeeperDeps): Housekeeper {
  /** The masked number stays, so that people see that there was one; the search forgets its end. */
  const forgetPhones = async (now: Date): Promise<bigint> => {
    const before = new Date(now.getTime() - PHONE_DAYS * 24 * HOUR_MS)
    const result = await db
      .updateTable('complaints')
      .set({ payer_phone_sealed: null, search_text: sql`regexp_replace(search_text, E'\\n[0-9]{4}$', '')` })
      .where('state', '=', 'PROCESSED')
      .where('updated_at', '<', before)
      .where('payer_phone_sealed', 'is not', null)
      .executeTakeFirst()
    return result.numUpdatedRows
  }

  return {
    tidy: async () => {
      const now = clock()
      const phones = await forgetPhones(now)
      if (phones > 0n) log.info({ phones: Number(phones) }, 'phone numbers of old complaints were removed')
      await db.deleteFrom('sessions').where('expires_at', '<', now).execute()
      const before = new Date(now.getTime() - IDEMPOTENCY_MS)
      await db.deleteFrom('idempotency_keys').where('created_at', '<', before).execute()
    },
  }
}
