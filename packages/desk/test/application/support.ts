import { createSecretKey, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSimulator, type Simulator, type SimulatorOptions } from '@redress/simulator'
import { createClient } from '@redress/wechatpay'
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import sharp from 'sharp'
import { type Application, createApplication } from '../../src/application/application.ts'
import { startWorkers, type Workers } from '../../src/application/workers.ts'
import type { VaultSettings } from '../../src/config/vault-settings.ts'
import type { Budgets } from '../../src/domain/budgets.ts'
import { openEventHub } from '../../src/events/hub.ts'
import { registerApi } from '../../src/http/register-api.ts'
import { addMerchant } from '../../src/merchants/add-merchant.ts'
import { type OpenRegistry, openMerchantRegistry } from '../../src/merchants/open-registry.ts'
import { addAccount, type NewOfficialAccount } from '../../src/official-accounts/add-account.ts'
import { type OpenAccounts, openOfficialAccounts } from '../../src/official-accounts/open-accounts.ts'
import { createAccountReceiving } from '../../src/process/account-receiving.ts'
import { createReceiving } from '../../src/process/receiving.ts'
import { pushReceiver, receiver, rightsReceiver } from '../../src/receiver/index.ts'
import { openMasterKeyring } from '../../src/rekey/master-keyring.ts'
import type { MasterKey } from '../../src/sealing/seal.ts'
import { setupDatabase, type TestDatabase } from '../support/database.ts'
import { accountOf, SIMULATED_APP_ID } from '../support/official-account.ts'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers freely, a wrong path fails the test
  readonly body: any
}

export interface TestDesk extends AsyncDisposable {
  readonly url: string
  readonly simulator: Simulator
  readonly database: TestDatabase
  readonly registry: OpenRegistry
  readonly officialAccounts: OpenAccounts
  /** Id of the official account; empty when the desk has none. */
  readonly accountId: string
  readonly application: Application
  readonly mchid: string
  readonly dataDir: string
  readonly masterKey: MasterKey
  /** As REDRESS_MASTER_KEY. */
  readonly masterKeyText: string
  /** Every line the desk logged. */
  readonly log: string[]
  /** A request with the signed-in user's cookie. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  /** Files a complaint at the platform and waits until the desk has it. @returns the desk's complaint */
  file(input?: Partial<Parameters<Simulator['fileComplaint']>[0]>): Promise<Answer['body']>
  /** A payer files a rights ticket and the test waits until the desk has it. @returns the desk's complaint */
  fileRights(input?: Partial<FileRights>): Promise<Answer['body']>
  complaint(id: string): Promise<Answer['body']>
  /** Waits until the complaint satisfies the condition. */
  complaintWhere(id: string, condition: (complaint: Answer['body']) => boolean): Promise<Answer['body']>
  actionWhere(id: string, condition: (action: Answer['body']) => boolean): Promise<Answer['body']>
  upload(bytes: Uint8Array): Promise<Answer>
  uploadMedia(kind: string, bytes: Uint8Array): Promise<Answer>
  startWorkers(): Promise<void>
  stopWorkers(): Promise<void>
}

export interface DeskOptions {
  readonly simulator?: SimulatorOptions
  /** False: the test moves every step itself. Default true. */
  readonly workers?: boolean
  readonly publicUrl?: string
  /** Connects the simulator's official account, with these settings. Default: none. */
  readonly officialAccount?: Partial<NewOfficialAccount> | undefined
  readonly budgets?: Budgets
  readonly vault?: VaultSettings
  readonly pictureDays?: number
}

type FileRights = Parameters<Simulator['rights']['file']>[0]

/** Waits for a condition instead of an amount of time. */
export async function until<Value>(
  probe: () => Promise<Value | undefined | false>,
  timeoutMs = 40_000,
): Promise<Value> {
  const end = Date.now() + timeoutMs
  for (;;) {
    const value = await probe()
    if (value !== undefined && value !== false) return value
    if (Date.now() > end) throw new Error(`not within ${timeoutMs} ms: ${probe.toString()}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Until a session of this database waits for a lock of another. */
export async function waitsForLock(desk: Pick<TestDesk, 'database'>): Promise<void> {
  await until(async () => {
    const { rows } = await sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
      desk.database.kysely,
    )
    return rows.length > 0
  })
}

export const png = async (side = 32, colour = '#3366cc'): Promise<Buffer> =>
  await sharp({ create: { width: side, height: side, channels: 3, background: colour } })
    .png()
    .toBuffer()

async function connectMerchant(desk: { database: TestDatabase; masterKey: MasterKey }, simulator: Simulator) {
  const [merchant] = simulator.merchants()
  if (!merchant) throw new Error('the simulator has no merchant')
  const credentials = simulator.credentials(merchant.mchid)
  await addMerchant(desk.database.kysely, desk.masterKey, {
    slug: 'shop',
    mchid: merchant.mchid,
    name: merchant.name,
    privateKey: credentials.privateKey,
    certificate: credentials.certificate,
    apiV3Key: credentials.apiV3Key,
    platformCertificates: credentials.platform.certificates.map(({ certificate }) => certificate),
    ...(credentials.platform.publicKey ? { platformPublicKey: credentials.platform.publicKey } : {}),
    platformUrl: simulator.url,
  })
  return merchant.mchid
}

/** Tells the simulator where the desk receives notifications and pushes of the account. */
async function connectAccount(simulator: Simulator, url: string): Promise<void> {
  await simulator.officialAccounts.change(SIMULATED_APP_ID, {
    payfeedbackUrl: `${url}/callbacks/rights/account`,
    pushUrl: `${url}/callbacks/official-account/account`,
  })
}

const createServer = (log: FastifyBaseLogger): FastifyInstance =>
  Fastify({ loggerInstance: log, forceCloseConnections: true })

async function serve(app: FastifyInstance): Promise<string> {
  await app.listen({ host: '127.0.0.1', port: 0 })
  const address = app.server.address()
  if (typeof address !== 'object' || address === null) throw new Error('no address')
  return `http://127.0.0.1:${address.port}`
}

function formOf(bytes: Uint8Array): FormData {
  const form = new FormData()
  form.set('file', new Blob([new Uint8Array(bytes)]), 'file.bin')
  return form
}

/** A whole desk over a real database and a simulated platform, with its notification address set. */
export async function setupDesk(options: DeskOptions = {}): Promise<TestDesk> {
  const simulator = await createSimulator(options.simulator)
  const database = await setupDatabase()
  const dataDir = await mkdtemp(join(tmpdir(), 'redress-desk-'))
  const masterKeyBytes = randomBytes(32)
  const masterKey = await openMasterKeyring(database.kysely, createSecretKey(masterKeyBytes))
  const mchid = await connectMerchant({ database, masterKey }, simulator)
  const registry = await openMerchantRegistry({ database, masterKey })
  const accountId = options.officialAccount
    ? await addAccount(database.kysely, masterKey, accountOf(simulator, options.officialAccount))
    : ''
  const officialAccounts = await openOfficialAccounts({ database, masterKey })
  const lines: string[] = []
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) })
  const clock = () => new Date()

  const retry = { maxAttempts: 12, baseMs: 20, capMs: 200, settleMs: 50 }
  const application = createApplication({
    database,
    registry,
    officialAccounts,
    masterKey,
    dataDir,
    vault: options.vault ?? { kind: 'folder' },
    pictureDays: options.pictureDays,
    log,
    clock,
    retry,
    budgets: options.budgets,
    publicUrl: options.publicUrl,
    actionLeaseMs: 5_000,
  })
  const app = createServer(log)
  const receiving = createReceiving({ database, registry, metrics: new Registry(), log, now: clock })
  await app.register(receiver, receiving.deps)
  const ofAccounts = createAccountReceiving({ database, officialAccounts, masterKey, receiver: receiving.deps })
  await app.register(rightsReceiver, ofAccounts.rights)
  await app.register(pushReceiver, ofAccounts.push)
  const events = await openEventHub(async (channel, handler) => await database.listen(channel, handler))
  await registerApi(app, {
    ...application,
    db: database.kysely,
    registry,
    officialAccounts,
    events,
    masterKey,
    clock,
    version: '0.0.0-test',
    timeZone: 'Asia/Shanghai',
    publicUrl: options.publicUrl,
  })
  const url = await serve(app)
  if (options.officialAccount) await connectAccount(simulator, url)

  const merchant = registry.bySlugOrMchid('shop')
  if (!merchant) throw new Error('the merchant is missing')
  const { identity, apiV3Key, keyring } = registry.credentials(merchant.id)
  const client = createClient({ identity, apiV3Key, keyring, baseUrl: simulator.url })
  await client.notificationUrl.create(`${url}/callbacks/wechatpay/shop`)
  await application.accounts.ensureUser({
    username: 'lin',
    displayName: '林',
    role: 'owner',
    password: 'correct horse',
  })
  let cookie = ''

  const request = async (method: string, path: string, init: RequestInit): Promise<Answer> => {
    const headers = { ...(cookie === '' ? {} : { cookie }), ...Object.fromEntries(new Headers(init.headers)) }
    const response = await fetch(`${url}${path}`, { ...init, method, headers, redirect: 'manual' })
    const type = response.headers.get('content-type') ?? ''
    const body = type.includes('json') ? await response.json() : Buffer.from(await response.arrayBuffer())
    return { status: response.status, headers: response.headers, body }
  }
  const call: TestDesk['call'] = async (method, path, body, headers = {}) =>
    await request(method, path, {
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  const signedIn = await call('POST', '/api/v1/session', { username: 'lin', password: 'correct horse' })
  cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? ''

  let workers: Workers | undefined
  const desk: TestDesk = {
    url,
    simulator,
    database,
    registry,
    officialAccounts,
    accountId,
    application,
    mchid,
    dataDir,
    masterKey,
    masterKeyText: masterKeyBytes.toString('base64'),
    log: lines,
    call,
    startWorkers: async () => {
      workers ??= await startWorkers({ database, application, log, pollMs: 50 })
    },
    stopWorkers: async () => {
      await workers?.stop()
      workers = undefined
    },
    file: async (input = {}) => {
      const { complaintId } = await simulator.fileComplaint({ mchid, detail: '咖啡没有送到', ...input })
      return await until(async () => {
        if (!workers) await application.applier.applyNext()
        const { body } = await call('GET', `/api/v1/complaints?q=${complaintId}`)
        return body.items.find((item: { platformId: string }) => item.platformId === complaintId)
      })
    },
    fileRights: async (input = {}) => {
      const { feedbackId } = simulator.rights.file({ appId: SIMULATED_APP_ID, reason: '质量问题', ...input })
      return await until(async () => {
        if (!workers) await application.applier.applyNext()
        const { body } = await call('GET', `/api/v1/complaints?q=${feedbackId}`)
        return body.items.find((item: { platformId: string }) => item.platformId === feedbackId)
      })
    },
    complaint: async (id) => (await call('GET', `/api/v1/complaints/${id}`)).body,
    complaintWhere: async (id, condition) =>
      await until(async () => {
        const { body } = await call('GET', `/api/v1/complaints/${id}`)
        return condition(body) && body
      }),
    actionWhere: async (id, condition) =>
      await until(async () => {
        const { body } = await call('GET', `/api/v1/actions/${id}`)
        return condition(body) && body
      }),
    upload: async (bytes) => await request('POST', '/api/v1/images', { body: formOf(bytes) }),
    uploadMedia: async (kind, bytes) => await request('POST', `/api/v1/media?kind=${kind}`, { body: formOf(bytes) }),
    [Symbol.asyncDispose]: async () => {
      await desk.stopWorkers()
      await app.close()
      events.close()
      await receiving.drain()
      officialAccounts.close()
      registry.close()
      await database.close()
      await simulator.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
  if (options.workers !== false) await desk.startWorkers()
  return desk
}
