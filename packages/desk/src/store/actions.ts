import { type Kysely, type Selectable, sql, type Updateable } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { refuseRemovedHolder } from '../official-accounts/holders.ts'
import { announce, OUTBOX_CHANNEL, wakeWorkers } from './notify.ts'
import type { Channel } from './schema/complaints.ts'
import type { Database } from './schema/database.ts'
import type { ActionDetails, ActionKind, ActionState, ActionsTable } from './schema/outbox.ts'

export type ActionRow = Selectable<ActionsTable>

export interface ClaimedAction extends ActionRow {
  readonly lease_token: string
  readonly channel: Channel
  readonly platform_id: string
  readonly mchid: string
}

export interface ActionClaim {
  readonly now: Date
  readonly leaseMs: number
  readonly leaseToken: string
  /** Merchants, or kinds of action of a merchant as `merchant/kind`, that have to wait. */
  readonly except: readonly string[]
}

/**
 * Takes the action whose complaint is due first. Actions of one complaint go out in the order in which they were
 * queued: a later one waits while an earlier one is on its way. Refunds of money and what waits for a second person
 * go their own ways and hold up nobody.
 */
export async function claimAction(
  db: Kysely<Database>,
  { now, leaseMs, leaseToken, except }: ActionClaim,
): Promise<ClaimedAction | undefined> {
  const { rows } = await sql<ClaimedAction>`
    update actions a set state = 'sending', lease_token = ${leaseToken},
      lease_until = ${new Date(now.getTime() + leaseMs)}, attempts = a.attempts + 1
    from complaints c
    where c.merchant_id = a.merchant_id and c.id = a.complaint_id and a.id = (
      select w.id from actions w
      join complaints d on d.merchant_id = w.merchant_id and d.id = w.complaint_id
      where ((w.state = 'queued' and w.next_attempt_at <= ${now}) or (w.state = 'sending' and w.lease_until < ${now}))
        and w.kind <> 'refund' and (not w.needs_approval or w.approved_by is not null)
        and not (w.merchant_id = any(${[...except]}::text[]) or w.merchant_id || '/' || w.kind = any(${[...except]}::text[]))
        and not exists (
          select from actions e
          where e.merchant_id = w.merchant_id and e.complaint_id = w.complaint_id and e.id < w.id
            and e.state in ('queued', 'sending') and e.kind <> 'refund'
            and (not e.needs_approval or e.approved_by is not null)
        )
      order by d.due_order, w.id limit 1
      for update of w skip locked
    )
    returning a.*, c.channel, c.platform_id, c.mchid`.execute(db)
  return rows[0]
}

export interface ComplaintRef {
  readonly merchantId: string
  readonly complaintId: string
}

export interface Intent {
  readonly kind: ActionKind
  readonly content?: string | null
  /** Keys of pictures in the vault. */
  readonly images?: readonly string[]
  readonly overrideReason?: string | null
  readonly details?: ActionDetails
  readonly needsApproval?: boolean
  /** Not before; now, when absent. */
  readonly notBefore?: Date
}

export interface IntentContext {
  /** Name of whoever intends it. */
  readonly actor: string
  readonly now: Date
}

/**
 * Stores an intent and wakes the workers.
 * @returns the id of the action
 * @throws {DeskError} `MERCHANT_REMOVED` | `ACCOUNT_REMOVED`
 */
export async function insertAction(
  db: Kysely<Database>,
  complaint: ComplaintRef,
  intent: Intent,
  { actor, now }: IntentContext,
): Promise<string> {
  await refuseRemovedHolder(db, complaint.merchantId)
  const id = uuidv7()
  await db
    .insertInto('actions')
    .values({
      merchant_id: complaint.merchantId,
      id,
      complaint_id: complaint.complaintId,
      kind: intent.kind,
      state: 'queued',
      content: intent.content ?? null,
      images: [...(intent.images ?? [])],
      override_reason: intent.overrideReason ?? null,
      details: JSON.stringify(intent.details ?? {}),
      needs_approval: intent.needsApproval ?? false,
      created_at: now,
      created_by: actor,
      next_attempt_at: intent.notBefore ?? now,
    })
    .execute()
  await announce(db, { type: 'action.changed', id, complaintId: complaint.complaintId, state: 'queued' })
  await wakeWorkers(db, OUTBOX_CHANNEL)
  return id
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

/** Actions of a state, or all that are not finished; the oldest first. */
export async function listActions(
  db: Kysely<Database>,
  { state, limit }: { readonly state?: ActionState | undefined; readonly limit: number },
): Promise<ActionRow[]> {
  const states: ActionState[] = state === undefined ? ['queued', 'sending', 'sent', 'parked'] : [state]
  return await db.selectFrom('actions').selectAll().where('state', 'in', states).orderBy('id').limit(limit).execute()
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

/** Takes a refund that is to be started or looked after, once the decision before it is made. */
export async function claimRefund(
  db: Kysely<Database>,
  { now, leaseMs, leaseToken }: { readonly now: Date; readonly leaseMs: number; readonly leaseToken: string },
): Promise<ClaimedAction | undefined> {
  const { rows } = await sql<ClaimedAction>`
    update actions a set state = 'sending', lease_token = ${leaseToken},
      lease_until = ${new Date(now.getTime() + leaseMs)}, attempts = a.attempts + 1
    from complaints c
    where c.merchant_id = a.merchant_id and c.id = a.complaint_id and a.id = (
      select w.id from actions w
      where w.kind = 'refund' and (
          (w.state in ('queued', 'sent') and w.next_attempt_at <= ${now})
          or (w.state = 'sending' and w.lease_until < ${now})
        )
        and not exists (
          select from actions e
          where e.merchant_id = w.merchant_id and e.complaint_id = w.complaint_id and e.id < w.id
            and e.kind = 'refund-decision' and e.state in ('queued', 'sending', 'parked')
        )
      order by w.next_attempt_at, w.id limit 1
      for update of w skip locked
    )
    returning a.*, c.channel, c.platform_id, c.mchid`.execute(db)
  return rows[0]
}
