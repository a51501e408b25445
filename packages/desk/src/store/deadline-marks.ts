import type { Kysely } from 'kysely'
import type { Deadline } from '../domain/deadlines.ts'
import { stagesReached } from '../domain/stages.ts'
import type { Database } from './schema/database.ts'

/** Keeps every stage a complaint's deadlines have reached. What is kept stays, whatever happens to the complaint. */
export async function writeDeadlineMarks(
  db: Kysely<Database>,
  { merchantId, complaintId }: { readonly merchantId: string; readonly complaintId: string },
  deadlines: readonly Deadline[],
  now: Date,
): Promise<number> {
  const marks = stagesReached(deadlines, now.getTime())
  if (marks.length === 0) return 0
  const result = await db
    .insertInto('deadline_marks')
    .values(
      marks.map(({ kind, episode, startsAt, stage, at }) => ({
        merchant_id: merchantId,
        complaint_id: complaintId,
        kind,
        episode,
        starts_at: new Date(startsAt),
        stage,
        at: new Date(at),
        noticed_at: now,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return Number(result.numInsertedOrUpdatedRows ?? 0n)
}
