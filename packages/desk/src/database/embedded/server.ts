import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chown, mkdir, open, readFile, realpath, rename, rm, stat, truncate, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client, type ClientConfig } from 'pg'
import { errorCode, exists, readIfPresent } from '../../config/files.ts'
import { DeskError } from '../../errors.ts'
import type { Binaries } from './binaries.ts'
import type { Placement } from './placement.ts'
import { parsePostmasterFile } from './postmaster-file.ts'
import { findProcess, workingFolder } from './processes.ts'
import { initdbOptions, serverSettings } from './server-settings.ts'

/** A server that answers on its socket. */
export interface RunningServer {
  readonly pid: number
  readonly socketFolder: string
}

export const DATABASE_USER = 'redress'
const POLL_MS = 15
/** Recovery after a crash replays at most max_wal_size, which takes seconds; a slow disk may take a minute. */
const START_LIMIT_MS = 120_000
const FAST_STOP_MS = 8_000
const LOG_LIMIT_BYTES = 10 * 1024 * 1024

export const adminConnection = (socketFolder: string): ClientConfig => ({
  host: socketFolder,
  port: 5432,
  user: DATABASE_USER,
  database: 'postgres',
  connectionTimeoutMillis: 5_000,
})

/** Major version of a cluster, or undefined where there is none yet. */
export async function clusterMajor(cluster: string): Promise<number | undefined> {
  const text = await readIfPresent(join(cluster, 'PG_VERSION'))
  if (text !== undefined) return Number.parseInt(text, 10)
  if (!(await exists(cluster))) return undefined
  throw new DeskError(
    'DATABASE_FOLDER_BROKEN',
    `The folder ${cluster} exists but holds no database.`,
    'Move it away, or restore the database from a backup, and start again.',
  )
}

/** Makes a cluster aside and moves it into place: one broken off half-way is never mistaken for a database. */
export async function initialiseCluster(
  { home, cluster, user }: Placement,
  { folder, major }: Binaries,
): Promise<void> {
  const aside = join(home, `cluster.new-${randomUUID()}`)
  await mkdir(aside, { mode: 0o700 })
  if (user !== undefined) await chown(aside, user.uid, user.gid)
  try {
    const options = ['--pgdata', aside, '--username', DATABASE_USER, ...initdbOptions(major)]
    const child = spawn(join(folder, 'initdb'), options, {
      ...user,
      cwd: '/',
      env: serverEnv,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let problem = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      problem += text
    })
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject).once('close', resolve)
    })
    if (problem.includes('could not look up effective user ID')) throw userNameless(user?.uid ?? process.getuid?.())
    if (code !== 0) throw startFailed('initdb ended with an error', problem)
    await rename(aside, cluster)
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
}

/** Finds a server that already runs on the cluster, waiting for one that is just starting or stopping. */
export async function findRunningServer(cluster: string): Promise<RunningServer | undefined> {
  const deadline = Date.now() + START_LIMIT_MS
  for (;;) {
    const text = await readIfPresent(join(cluster, 'postmaster.pid'))
    const file = text === undefined ? undefined : parsePostmasterFile(text)
    if (file === undefined || !(await isServerOf(cluster, file.pid))) return undefined
    const { socketFolder, pid } = file
    if (socketFolder !== undefined && (await answers(socketFolder, cluster))) return { pid, socketFolder }
    if (Date.now() > deadline) {
      throw new DeskError(
        'DATABASE_SILENT',
        `The embedded database runs as process ${pid} but does not answer.`,
        'End that process and start again; committed data is safe.',
      )
    }
    await sleep(POLL_MS)
  }
}

/** Whether a process is the server of this cluster: a number from an old file may belong to anything by now. */
async function isServerOf(cluster: string, pid: number): Promise<boolean> {
  const facts = await findProcess(pid)
  if (facts === undefined || !/^(postgres|postmaster)/.test(facts.command)) return false
  const folder = await workingFolder(pid)
  return folder === undefined || folder === (await realpath(cluster))
}

async function answers(socketFolder: string, cluster: string): Promise<boolean> {
  const client = new Client(adminConnection(socketFolder))
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ folder: string }>("select current_setting('data_directory') as folder")
    return rows[0] !== undefined && (await realpath(rows[0].folder)) === (await realpath(cluster))
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Starts a server and waits until it answers. The caller holds the lock and knows that none runs. */
export async function startServer(placement: Placement, binaries: Binaries): Promise<RunningServer> {
  const { cluster, socketFolder, user, logFile } = placement
  await removeStaleFiles(placement)
  await keepLogSmall(logFile)
  const log = await open(logFile, 'a', 0o600)
  const logStart = (await log.stat()).size
  try {
    // A session of its own: Ctrl-C in the terminal reaches the desk only, which then stops the server in order.
    const child = spawn(
      join(binaries.folder, 'postgres'),
      ['-D', cluster, ...serverSettings(binaries.major, socketFolder)],
      {
        ...user,
        cwd: '/',
        env: serverEnv,
        detached: true,
        stdio: ['ignore', log.fd, log.fd],
      },
    )
    const ended = new AbortController()
    child.once('error', () => ended.abort()).once('exit', () => ended.abort())
    child.unref()
    const server =
      child.pid === undefined ? undefined : await waitUntilReady(cluster, socketFolder, child.pid, ended.signal)
    if (server !== undefined) return server
    const text = (await readFile(logFile)).subarray(logStart).toString()
    throw startFailed('The embedded database did not start', text)
  } finally {
    await log.close()
  }
}

async function waitUntilReady(
  cluster: string,
  socketFolder: string,
  pid: number,
  ended: AbortSignal,
): Promise<RunningServer | undefined> {
  const deadline = Date.now() + START_LIMIT_MS
  while (!ended.aborted && Date.now() < deadline) {
    if (await answers(socketFolder, cluster)) return { pid, socketFolder }
    await sleep(POLL_MS)
  }
  return undefined
}

/** Stops a server in order: sessions are cut, everything is written, the next start needs no recovery. */
export async function stopServer({ pid }: RunningServer): Promise<void> {
  signal(pid, 'SIGINT')
  const deadline = Date.now() + FAST_STOP_MS
  while ((await findProcess(pid)) !== undefined) {
    // Not even then is anything committed lost: the next start recovers from the log.
    if (Date.now() > deadline) return signal(pid, 'SIGQUIT')
    await sleep(POLL_MS)
  }
}

function signal(pid: number, name: 'SIGINT' | 'SIGQUIT'): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error
  }
}

/** PostgreSQL refuses to start when the number in an old file belongs to some living process, whatever it is. */
async function removeStaleFiles({ cluster, socketFolder }: Placement): Promise<void> {
  for (const file of [join(cluster, 'postmaster.pid'), join(socketFolder, '.s.PGSQL.5432.lock')]) {
    await unlink(file).catch((error: unknown) => {
      if (errorCode(error) !== 'ENOENT') throw error
    })
  }
}

async function keepLogSmall(logFile: string): Promise<void> {
  if ((await exists(logFile)) && (await stat(logFile)).size > LOG_LIMIT_BYTES) await truncate(logFile)
}

// Nothing of the desk's environment (DATABASE_URL, the master key) is handed to another process.
const serverEnv = { LC_ALL: 'C', TZ: 'UTC', PATH: process.env['PATH'] ?? '' }

/** Containers are sometimes run under a bare number; PostgreSQL looks the name up and refuses to go on without. */
const userNameless = (uid: number | undefined): DeskError =>
  new DeskError(
    'DATABASE_USER_NAMELESS',
    `The user of this process (uid ${uid}) has no name on this system, and PostgreSQL makes no database for such a user.`,
    'Start Redress as a user listed in /etc/passwd or as root, or set DATABASE_URL to a PostgreSQL server.',
  )

function startFailed(message: string, output: string): DeskError {
  const lines = output.trim().split('\n').slice(-5).join('\n')
  return new DeskError(
    'DATABASE_START_FAILED',
    lines === '' ? `${message}.` : `${message}:\n${lines}`,
    'Look at server.log beside the database in the data folder, or set DATABASE_URL to a PostgreSQL server.',
  )
}
