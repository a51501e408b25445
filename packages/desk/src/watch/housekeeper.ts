import { sql } from 'kysely'
import { HOUR_MS } from '../domain/time.ts'
import { createPictureRemoval, type PictureRemovalDeps } from './picture-removal.ts'

export type HousekeeperDeps = PictureRemovalDeps

export interface Housekeeper {
  /** Removes what is kept for a time only. True when there is more to remove. */
  tidy(): Promise<boolean>
}

/** Phone numbers are personal data: they go so many days after the last change of a complaint that is processed. */
export const PHONE_DAYS = 180
const IDEMPOTENCY_MS = 24 * HOUR_MS

/** Any process may do it; doing it twice changes nothing. */
export function createHousekeeper(deps: HousekeeperDeps): Housekeeper {
  const { db, clock, log } = deps
  const pictures = createPictureRemoval(deps)
  let underWay = false

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

  const forgetTheRest = async (now: Date): Promise<void> => {
    const phones = await forgetPhones(now)
    if (phones > 0n) log.info({ phones: Number(phones) }, 'phone numbers of old complaints were removed')
    await db.deleteFrom('sessions').where('expires_at', '<', now).execute()
    const before = new Date(now.getTime() - IDEMPOTENCY_MS)
    await db.deleteFrom('idempotency_keys').where('created_at', '<', before).execute()
  }

  return {
    tidy: async () => {
      // Pictures come in batches; the rest is done once for all of them.
      if (!underWay) await forgetTheRest(clock())
      underWay = false
      underWay = await pictures.removeSome()
      return underWay
    },
  }
}
