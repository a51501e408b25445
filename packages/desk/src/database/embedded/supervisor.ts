import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Client, type ClientConfig } from 'pg'
import { DeskError } from '../../errors.ts'
import { type Binaries, chooseBinaries, findNativePackage, findSystemBinaries, prepareNative } from './binaries.ts'
import { withFileLock } from './file-lock.ts'
import { type Placement, placeServer } from './placement.ts'
import {
  adminConnection,
  clusterMajor,
  DATABASE_USER,
  findRunningServer,
  initialiseCluster,
  type RunningServer,
  startServer,
  stopServer,
} from './server.ts'

const DATABASE_NAME = 'redress'
/** Longer than a recovery after a crash may take. */
const LOCK_LIMIT_MS = 150_000

export interface EmbeddedServer {
  readonly connection: ClientConfig
  /** Runs the server again if it ended; otherwise does nothing. */
  ensure(): Promise<void>
  /**
   * Stops the server when no other process uses it. The caller has closed its own connections before.
   * @param ownApplicationName Sessions under this name are the caller's, just being closed.
   */
  leave(ownApplicationName: string): Promise<void>
}

export interface EmbeddedOptions {
  readonly dataDir: string
  /** Told, in one line, what a person should know. */
  readonly note: (line: string) => void
}

/** Starts or joins the server of a data folder. Several processes may do so at once; they share one server. */
export async function openEmbedded({ dataDir, note }: EmbeddedOptions): Promise<EmbeddedServer> {
  if (process.platform === 'win32') {
    throw new DeskError(
      'DATABASE_PLATFORM_UNSUPPORTED',
      'The embedded database does not run on Windows.',
      'Start Redress inside WSL, or set DATABASE_URL to a PostgreSQL server.',
    )
  }
  const lock = join(dataDir, 'postgres.lock')
  const locked = <Result>(work: () => Promise<Result>): Promise<Result> => withFileLock(lock, LOCK_LIMIT_MS, work)

  const { placement, server } = await locked(async () => {
    const placement = await placeServer(dataDir)
    return { placement, server: await joinOrStart(placement) }
  })
  if (placement.elsewhere) {
    note(`The database lies in ${placement.home}: its own user cannot pass the folders above the data folder.`)
  }
  return {
    connection: { host: server.socketFolder, port: 5432, user: DATABASE_USER, database: DATABASE_NAME },
    ensure: async () => {
      await locked(async () => await joinOrStart(placement))
    },
    leave: async (ownApplicationName) => {
      await locked(async () => await stopIfUnused(placement, ownApplicationName))
    },
  }
}

async function joinOrStart(placement: Placement): Promise<RunningServer> {
  const major = await clusterMajor(placement.cluster)
  const running = major === undefined ? undefined : await findRunningServer(placement.cluster)
  if (running !== undefined) {
    await ensureDatabase(running.socketFolder)
    return running
  }
  const binaries = await findBinaries(placement, major)
  if (major === undefined) {
    await removeLeftovers(placement.home)
    await initialiseCluster(placement, binaries)
  }
  const server = await startServer(placement, binaries)
  await ensureDatabase(server.socketFolder)
  return server
}

async function findBinaries({ home, user }: Placement, major: number | undefined): Promise<Binaries> {
  const native = await findNativePackage()
  const nativeMajor = native === undefined ? undefined : Number.parseInt(native.version, 10)
  const system = await findSystemBinaries()
  const useNative = native !== undefined && (major === undefined || major === nativeMajor)
  if (useNative) return await prepareNative(native, home, user)
  const packaged = nativeMajor === undefined ? [] : [{ folder: '', major: nativeMajor }]
  return chooseBinaries(major === undefined ? system : [...packaged, ...system], major)
}

/** Clusters whose making was broken off. */
async function removeLeftovers(home: string): Promise<void> {
  const entries = await readdir(home)
  for (const entry of entries.filter((name) => name.startsWith('cluster.new-'))) {
    await rm(join(home, entry), { recursive: true, force: true })
  }
}

async function asAdmin<Result>(socketFolder: string, work: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client(adminConnection(socketFolder))
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

async function ensureDatabase(socketFolder: string): Promise<void> {
  await asAdmin(socketFolder, async (client) => {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DATABASE_NAME])
    if (rowCount === 0) await client.query(`create database ${DATABASE_NAME}`)
  })
}

async function stopIfUnused(placement: Placement, ownApplicationName: string): Promise<void> {
  const server = await findRunningServer(placement.cluster)
  if (server === undefined) return
  const others = await asAdmin(server.socketFolder, async (client) => {
    const { rows } = await client.query<{ sessions: string }>(
      `select count(*) as sessions from pg_stat_activity
       where backend_type = 'client backend' and pid <> pg_backend_pid() and application_name <> $1`,
      [ownApplicationName],
    )
    return Number(rows[0]?.sessions)
  })
  if (others === 0) await stopServer(server)
}
