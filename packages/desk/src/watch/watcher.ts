import type { Kysely } from 'kysely'
import { nextStageAt } from '../domain/stages.ts'
import type { Holders } from '../official-accounts/holders.ts'
import { writeDeadlineMarks } from '../store/deadline-marks.ts'
import { announce } from '../store/notify.ts'
import type { Database } from '../store/schema/database.ts'

export interface WatcherDeps {
  readonly db: Kysely<Database>
  readonly holders: Pick<Holders, 'byId'>
  readonly clock: () => Date
}

export interface Watcher {
  /** Notes the stage that one complaint has reached since it was last looked at. False when none has. */
  watchNext(): Promise<boolean>
}

/** Notices deadlines that pass while nothing else happens to their complaint. */
export function createWatcher({ db, holders, clock }: WatcherDeps): Watcher {
  return {
    watchNext: async () =>
      await db.transaction().execute(async (trx) => {
        const now = clock()
        const row = await trx
          .selectFrom('complaints')
          .select(['merchant_id', 'id', 'deadlines', 'state', 'updated_at'])
          .where('next_stage_at', '<=', now)
          .orderBy('next_stage_at')
          .limit(1)
          .forUpdate()
          .skipLocked()
          .executeTakeFirst()
        if (!row) return false
        const complaint = { merchantId: row.merchant_id, complaintId: row.id }
        const reached = await writeDeadlineMarks(trx, complaint, row.deadlines, now)
        const next = nextStageAt(row.deadlines, now.getTime())
        await trx
          .updateTable('complaints')
          .set({ next_stage_at: next === null ? null : new Date(next) })
          .where('merchant_id', '=', row.merchant_id)
          .where('id', '=', row.id)
          .execute()
        if (reached > 0) {
          const merchant = holders.byId(row.merchant_id)?.slug ?? row.merchant_id
          const updatedAt = row.updated_at.toISOString()
          await announce(trx, { type: 'complaint.changed', id: row.id, merchant, state: row.state, updatedAt })
        }
        return true
      }),
  }
}
