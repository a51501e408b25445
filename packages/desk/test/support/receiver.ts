import { createSecretKey, randomBytes } from 'node:crypto'
import Fastify, { type FastifyInstance, LogController } from 'fastify'
import { Registry } from 'prom-client'
import { insertNotices, type Notice } from '../../src/inbox/insert-notices.ts'
import { addMerchant, type NewMerchant } from '../../src/merchants/add-merchant.ts'
import { type OpenRegistry, openMerchantRegistry } from '../../src/merchants/open-registry.ts'
import { createGroupCommit } from '../../src/receiver/group-commit.ts'
import { createReceiverMetrics, type ReceiverMetrics } from '../../src/receiver/metrics.ts'
import { type ReceiverDeps, receiver } from '../../src/receiver/receiver.ts'
import { setupDatabase, type TestDatabase } from './database.ts'
import type { Delivery } from './platform.ts'

export interface TestReceiver {
  readonly app: FastifyInstance
  readonly database: TestDatabase
  readonly registry: OpenRegistry
  readonly metrics: ReceiverMetrics
  readonly prometheus: Registry
  /** Every line the receiver logged, level and message. */
  readonly log: { readonly level: number; readonly msg: string }[]
  post(delivery: Delivery, name?: string): Promise<{ readonly status: number; readonly body: unknown }>
  rows(): Promise<number>
  [Symbol.asyncDispose](): Promise<void>
}

/** A receiver over a real database, without the rest of the desk. */
export async function setupReceiver(
  merchant: NewMerchant,
  overrides: Partial<Pick<ReceiverDeps, 'commit' | 'obtainKey' | 'now'>> = {},
): Promise<TestReceiver> {
  const database = await setupDatabase()
  const masterKey = createSecretKey(randomBytes(32))
  await addMerchant(database.kysely, masterKey, merchant)
  const registry = await openMerchantRegistry({ database, masterKey })
  const prometheus = new Registry()
  const metrics = createReceiverMetrics(prometheus)
  const log: TestReceiver['log'] = []
  const stream = { write: (line: string) => void log.push(JSON.parse(line)) }
  const app = Fastify({
    logger: { level: 'debug', stream },
    logController: new LogController({ disableRequestLogging: true }),
  })
  const group = createGroupCommit<Notice>({
    write: async (notices) => await insertNotices(database.pool, notices),
    timeLimitMs: 4_000,
  })
  await app.register(receiver, {
    registry,
    metrics,
    commit: async (notice) => await group.commit(notice),
    obtainKey: async () => false,
    now: () => new Date(),
    ...overrides,
  })
  return {
    app,
    database,
    registry,
    metrics,
    prometheus,
    log,
    post: async ({ headers, body }, name = merchant.slug) => {
      const answer = await app.inject({ method: 'POST', url: `/callbacks/wechatpay/${name}`, headers, payload: body })
      return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json() }
    },
    rows: async () => {
      const { rows } = await database.pool.query<{ n: number }>('select count(*) as n from inbox')
      return rows[0]?.n ?? 0
    },
    [Symbol.asyncDispose]: async () => {
      await app.close()
      registry.close()
      await database.close()
    },
  }
}
