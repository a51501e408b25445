import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import type { Logger } from 'pino'
import { registerAccountMetrics } from '../application/account-metrics.ts'
import { type Application, createApplication } from '../application/application.ts'
import { registerOutboxMetrics } from '../application/outbox-metrics.ts'
import { registerSyncMetrics } from '../application/sync-metrics.ts'
import { startWorkers } from '../application/workers.ts'
import type { Config } from '../config/config.ts'
import type { OpenDatabase } from '../database/database.ts'
import { openDatabase } from '../database/open-database.ts'
import { DeskError } from '../errors.ts'
import { openEventHub } from '../events/hub.ts'
import { registerApi } from '../http/register-api.ts'
import { type OpenRegistry, openMerchantRegistry } from '../merchants/open-registry.ts'
import { type OpenAccounts, openOfficialAccounts } from '../official-accounts/open-accounts.ts'
import { pushReceiver, receiver, rightsReceiver } from '../receiver/index.ts'
import { openMasterKeyring } from '../rekey/master-keyring.ts'
import type { MasterKey } from '../sealing/seal.ts'
import { createAccountReceiving } from './account-receiving.ts'
import { createDeskMetrics } from './desk-metrics.ts'
import { listen } from './listen.ts'
import { operations } from './operations.ts'
import { databaseProblems } from './readiness.ts'
import { createReceiving } from './receiving.ts'
import type { Role } from './role.ts'
import { version } from './version.ts'

/** The parts that everything else works on. */
export interface DeskParts {
  readonly database: OpenDatabase
  readonly registry: OpenRegistry
  readonly officialAccounts: OpenAccounts
}

export interface RunningDesk extends DeskParts {
  /** Undefined for a worker that found its port taken by the web process beside it. */
  readonly url: string | undefined
  readonly application: Application
  close(): Promise<void>
}

export interface DeskOptions {
  readonly config: Config
  readonly role: Role
  readonly log: Logger
  readonly now?: () => Date
  /** Done before anybody is let in. */
  readonly prepare?: (parts: DeskParts) => Promise<void>
}

/** Connections left open by clients must not hold up the stop. */
const CONNECTIONS_LIMIT_MS = 2_000

type Closing = (() => unknown)[]

/**
 * Starts the parts that the role names, and stops again what was started when one of them fails.
 * @throws {DeskError} with what to do
 */
export async function startDesk(options: DeskOptions): Promise<RunningDesk> {
  const closing: Closing = []
  const close = async (): Promise<void> => {
    for (const step of closing.splice(0).reverse()) await step()
  }
  try {
    return { ...(await start(options, closing)), close }
  } catch (error) {
    await close()
    throw error
  }
}

async function start(options: DeskOptions, closing: Closing): Promise<Omit<RunningDesk, 'close'>> {
  const { config, role, log, now = () => new Date(), prepare } = options
  const { database, registry, officialAccounts, masterKey } = await openStore(config, log, closing)
  await prepare?.({ database, registry, officialAccounts })
  const { dataDir, publicUrl, vault: pictures, pictureDays } = config
  const parts = { database, registry, officialAccounts, masterKey, dataDir, publicUrl, pictureDays }
  const application = createApplication({ ...parts, vault: pictures, log, clock: now })
  const metrics = createDeskMetrics(database, now)
  registerOutboxMetrics(metrics, { db: database.kysely, clock: now })
  registerSyncMetrics(metrics, { db: database.kysely, registry, clock: now })
  registerAccountMetrics(metrics, { db: database.kysely, officialAccounts })
  let stopping = false
  const app = createServer(log)
  await app.register(operations, {
    version,
    metrics,
    problems: async () => (stopping ? ['the process is stopping'] : await databaseProblems(database)),
  })
  if (role !== 'worker') {
    const receiving = createReceiving({ database, registry, metrics, log, now })
    closing.push(async () => await receiving.drain())
    await app.register(receiver, receiving.deps)
    const accountReceiving = createAccountReceiving({ ...parts, receiver: receiving.deps })
    await app.register(rightsReceiver, accountReceiving.rights)
    await app.register(pushReceiver, accountReceiving.push)
    const events = await openEventHub(async (channel, handler) => await database.listen(channel, handler))
    closing.push(() => events.close())
    const { timeZone } = config
    await registerApi(app, { ...application, ...parts, events, version, timeZone, db: database.kysely, clock: now })
  }
  const workers = role === 'web' ? undefined : await startWorkers({ database, application, log })
  closing.push(async () => await Promise.all([closeServer(app), workers?.stop()]))
  const url = await listenAs(role, app, config, log)
  closing.push(() => {
    stopping = true
  })
  log.info({ role, url }, 'ready')
  return { url, database, registry, officialAccounts, application }
}

async function openStore(
  config: Config,
  log: Logger,
  closing: Closing,
): Promise<DeskParts & { readonly masterKey: MasterKey }> {
  const database = await openDatabase(config, {
    note: (line) => log.warn(line),
    onConnectionLost: (error) => log.warn({ err: error }, 'a database connection broke; it is made again'),
    maxConnections: 20,
  })
  closing.push(async () => await database.close())
  const masterKey = await openMasterKeyring(database.kysely, config.masterKey)
  const registry = await openMerchantRegistry({
    database,
    masterKey,
    platformUrl: config.platformUrl,
    onReloadFailed: (error) => log.error({ err: error }, 'merchants not read again; those known stay in use'),
  })
  closing.push(() => registry.close())
  const officialAccounts = await openOfficialAccounts({
    database,
    masterKey,
    platformUrl: config.officialAccountUrl,
    onReloadFailed: (error) => log.error({ err: error }, 'official accounts not read again; those known stay in use'),
  })
  closing.push(() => officialAccounts.close())
  return { database, registry, officialAccounts, masterKey }
}

const createServer = (log: FastifyBaseLogger): FastifyInstance =>
  Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    // A proxy on the same machine is believed about the client's address, nobody else.
    trustProxy: 'loopback',
    requestTimeout: 30_000,
    forceCloseConnections: 'idle',
  })

/** A worker's port only serves /healthz, /readyz and /metrics: taken by a web process beside it, it does without. */
async function listenAs(role: Role, app: FastifyInstance, config: Config, log: Logger): Promise<string | undefined> {
  try {
    return await listen(app, config.host, config.port)
  } catch (error) {
    if (role !== 'worker' || !(error instanceof DeskError)) throw error
    log.warn({ port: config.port }, 'the port is taken; this worker goes without /healthz, /readyz and /metrics')
    return undefined
  }
}

async function closeServer(app: FastifyInstance): Promise<void> {
  const late = setTimeout(() => app.server.closeAllConnections(), CONNECTIONS_LIMIT_MS)
  try {
    await app.close()
  } finally {
    clearTimeout(late)
  }
}
