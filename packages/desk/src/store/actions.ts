import { type Kysely, type Selectable, sql, type Updateable } from 'kysely'
import type { ActionsTable } from './schema/outbox.ts'
import type { Channel } from './schema/complaints.ts'
import type { Database } from './schema/database.ts'

export type ActionRow = Selectable<ActionsTable>

export interface ClaimedAction extends ActionRow {
  readonly lease_token: string
  readonly channel: Channel
  readonly platform_id: string
  readonly mchid: string
}

/**
 * Takes the action whose complaint is due first. Actions of one complaint go out in the order in which they were
 * queued: a later one waits while an earlier one is on its way.
 */
export async function claimAction(
  db: Kysely<Database>,
  { now, leaseMs, leaseToken }: { readonly now: Date; readonly leaseMs: number; readonly leaseToken: string },
): Promise<ClaimedAction | undefined> {
  const { rows } = await sql<ClaimedAction>`
    update actions a set state = 'sending', lease_token = ${leaseToken},
      lease_until = ${new Date(now.getTime() + leaseMs)}, attempts = a.attempts + 1
    from complaints c
    where c.merchant_id = a.merchant_id and c.id = a.complaint_id and a.id = (
      select w.id from actions w
      join complaints d on d.merchant_id = w.merchant_id and d.id = w.complaint_id
      where ((w.state = 'queued' and w.next_attempt_at <= ${now}) or (w.state = 'sending' and w.lease_until < ${now}))
        and not exists (
          select from actions e
          where e.merchant_id = w.merchant_id and e.complaint_id = w.complaint_id and e.id < w.id
            and e.state in ('queued', 'sending')
        )
      order by d.due_order, w.id limit 1
      for update of w skip locked
    )
    returning a.*, c.channel, c.platform_id, c.mchid`.execute(db)
  return rows[0]
}

export async function findAction(db: Kysely<Database>, id: string): Promise<ActionRow | undefined> {
  return await db.selectFrom('actions').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function actionsOfComplaint(
  db: Kysely<Database>,
  complaint: { readonly merchantId: string; readonly complaintId: string },
): Promise<ActionRow[]> {
  return await db
    .selectFrom('actions')
    .selectAll()
    .where('merchant_id', '=', complaint.merchantId)
    .where('complaint_id', '=', complaint.complaintId)
    .orderBy('id')
    .execute()
}

/** Changes an action as long as the caller still holds it. False when somebody else took it or settled it. */
export async function updateClaimed(
  db: Kysely<Database>,
  claimed: Pick<ClaimedAction, 'merchant_id' | 'id' | 'lease_token'>,
  changes: Updateable<ActionsTable>,
): Promise<boolean> {
  const result = await db
    .updateTable('actions')
    .set(changes)
    .where('merchant_id', '=', claimed.merchant_id)
    .where('id', '=', claimed.id)
    .where('lease_token', '=', claimed.lease_token)
    .where('state', '=', 'sending')
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}
