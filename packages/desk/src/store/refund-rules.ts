import { type Kysely, sql } from 'kysely'
import { DEFAULT_REFUND_RULES, type RefundRules } from '../domain/refund.ts'
import type { Database } from './schema/database.ts'

/** The rules of a merchant, or the defaults. */
export async function readRefundRules(db: Kysely<Database>, merchantId: string): Promise<RefundRules> {
  const row = await db.selectFrom('refund_rules').selectAll().where('merchant_id', '=', merchantId).executeTakeFirst()
  if (!row) return DEFAULT_REFUND_RULES
  return { trustedOnly: row.trusted_only, dailyAmount: row.daily_amount, fourEyesAbove: row.four_eyes_above }
}

export async function writeRefundRules(
  db: Kysely<Database>,
  merchantId: string,
  rules: RefundRules,
  { actor, now }: { readonly actor: string; readonly now: Date },
): Promise<void> {
  const columns = {
    trusted_only: rules.trustedOnly,
    daily_amount: rules.dailyAmount,
    four_eyes_above: rules.fourEyesAbove,
    updated_at: now,
    updated_by: actor,
  }
  await db
    .insertInto('refund_rules')
    .values({ merchant_id: merchantId, ...columns })
    .onConflict((conflict) => conflict.column('merchant_id').doUpdateSet(columns))
    .execute()
}

/**
 * What the refunds of a merchant queued since an instant come to, fen: paid, on their way, or still to be paid.
 * Holds a lock until the end of the transaction, so that two that fit one by one are not both let through.
 */
export async function refundedSince(db: Kysely<Database>, merchantId: string, since: Date): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`refunds ${merchantId}`}, 0))`.execute(db)
  const { rows } = await sql<{ sum: number }>`
    select coalesce(sum((details ->> 'amount')::bigint), 0)::bigint as sum from actions
    where merchant_id = ${merchantId} and kind = 'refund' and created_at >= ${since}
      and state <> 'cancelled'`.execute(db)
  return rows[0]?.sum ?? 0
}
