import type { Kysely } from 'kysely'
import type { Terms } from '../domain/rights/terms.ts'
import type { Database } from './schema/database.ts'

/** An account's own reasons and solutions, in their order. */
export async function readTerms(db: Kysely<Database>, accountId: string): Promise<Terms> {
  const rows = await db
    .selectFrom('account_terms')
    .select(['kind', 'content'])
    .where('merchant_id', '=', accountId)
    .orderBy('position')
    .execute()
  const of = (kind: 'reason' | 'solution'): string[] =>
    rows.filter((row) => row.kind === kind).map(({ content }) => content)
  return { reasons: of('reason'), solutions: of('solution') }
}

/** Replaces both lists, in the caller's transaction. */
export async function writeTerms(
  db: Kysely<Database>,
  accountId: string,
  { reasons, solutions }: Terms,
): Promise<void> {
  // Two who write at the same time would mix their lists.
  await db.selectFrom('official_accounts').select('id').where('id', '=', accountId).forUpdate().execute()
  await db.deleteFrom('account_terms').where('merchant_id', '=', accountId).execute()
  const rows = [
    ...reasons.map((content, position) => ({ kind: 'reason' as const, position, content })),
    ...solutions.map((content, position) => ({ kind: 'solution' as const, position, content })),
  ].map((row) => ({ merchant_id: accountId, ...row }))
  if (rows.length > 0) await db.insertInto('account_terms').values(rows).execute()
}
