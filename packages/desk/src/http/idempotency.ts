import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Kysely } from 'kysely'
import { DeskError } from '../errors.ts'
import type { Database } from '../store/schema/database.ts'
import { actorOf } from './guard.ts'

export interface IdempotencyDeps {
  readonly db: Kysely<Database>
  readonly clock: () => Date
}

/**
 * Carries out a write in one transaction. With an `Idempotency-Key` the same request is carried out once for a day and
 * answered the same ever after; two at the same moment wait for each other on the key's row.
 * @throws {DeskError} `IDEMPOTENCY_KEY_REUSED` when the key came with another request before
 */
export async function once<Answer>(
  { db, clock }: IdempotencyDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  answerSchema: { parse(stored: unknown): Answer },
  work: (trx: Kysely<Database>) => Promise<Answer>,
): Promise<Answer> {
  const key = request.headers['idempotency-key']
  if (typeof key !== 'string') return await db.transaction().execute(work)
  const actor = actorOf(request).name
  const now = clock()
  const content = JSON.stringify([request.method, request.url, request.body])
  const requestHash = createHash('sha256').update(content).digest()
  return await db.transaction().execute(async (trx) => {
    const fresh = await trx
      .insertInto('idempotency_keys')
      .values({ actor, key, request_hash: requestHash, created_at: now })
      .onConflict((conflict) => conflict.columns(['actor', 'key']).doNothing())
      .returning('key')
      .executeTakeFirst()
    if (fresh) {
      const answer = await work(trx)
      await trx
        .updateTable('idempotency_keys')
        .set({ answer: JSON.stringify(answer) })
        .where('actor', '=', actor)
        .where('key', '=', key)
        .execute()
      return answer
    }
    const known = await trx
      .selectFrom('idempotency_keys')
      .select(['request_hash', 'answer'])
      .where('actor', '=', actor)
      .where('key', '=', key)
      .executeTakeFirstOrThrow()
    if (!known.request_hash.equals(requestHash)) {
      throw new DeskError(
        'IDEMPOTENCY_KEY_REUSED',
        'This Idempotency-Key came with another request before.',
        'Make a new key for every new request.',
        { field: 'Idempotency-Key' },
      )
    }
    void reply.header('Idempotency-Replayed', 'true')
    return answerSchema.parse(known.answer)
  })
}
