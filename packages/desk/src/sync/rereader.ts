import { type Kysely, sql } from 'kysely'
import { INBOX_CHANNEL, wakeWorkers } from '../store/notify.ts'
import { type ComplaintKey, READ_PRIORITY, wantRead } from '../store/reads.ts'
import type { Database } from '../store/schema/database.ts'

export interface Rereader {
  /** Asks for a read of open complaints whose time has come. False when there are none. */
  rereadDue(): Promise<boolean>
}

const BATCH = 50
/** Until the read has set the next time itself; a failing one keeps its place among the reads anyway. */
const AGAIN_MS = 30 * 60_000

/** Open complaints are read again by id: a list shows that something changed, never what a payer wrote twice. */
export function createRereader({ db, clock }: { readonly db: Kysely<Database>; readonly clock: () => Date }): Rereader {
  return {
    rereadDue: async () => {
      const now = clock()
      return await db.transaction().execute(async (trx) => {
        const { rows } = await sql<ComplaintKey>`
          update complaints set next_read_at = ${new Date(now.getTime() + AGAIN_MS)}
          where (merchant_id, id) in (
            select merchant_id, id from complaints where next_read_at <= ${now}
            order by next_read_at limit ${BATCH} for update skip locked
          )
          returning merchant_id as "merchantId", channel, platform_id as "platformId"`.execute(trx)
        for (const key of rows) await wantRead(trx, key, { priority: READ_PRIORITY.sweep, now })
        if (rows.length > 0) await wakeWorkers(trx, INBOX_CHANNEL)
        return rows.length === BATCH
      })
    },
  }
}
