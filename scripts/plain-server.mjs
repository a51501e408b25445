import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  chooseBinaries,
  findNativePackage,
  findSystemBinaries,
  prepareNative,
} from '../packages/desk/dist/database/embedded/binaries.js'
import { NOBODY } from '../packages/desk/dist/database/embedded/placement.js'

/**
 * A PostgreSQL server for tests, as an administrator would run it: over TCP on a free port of loopback, with a
 * password, without a socket. Prints its address and runs until Ctrl-C or until its standard input ends, so that it
 * cannot outlive whoever holds the other end. Nothing of it is kept.
 */
const START_LIMIT_MS = 60_000
const user = process.getuid?.() === 0 ? NOBODY : undefined
const quiet = { ...user, cwd: '/', env: { LC_ALL: 'C', TZ: 'UTC', PATH: process.env.PATH ?? '' } }

const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stopping.abort())
process.stdin.on('end', () => stopping.abort()).on('error', () => stopping.abort())
process.stdin.resume()

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

async function findBinaries(home) {
  const native = await findNativePackage()
  return native === undefined ? chooseBinaries(await findSystemBinaries()) : await prepareNative(native, home, user)
}

/** A folder of mode 0700 for whoever runs the server. */
function ownFolder(path) {
  mkdirSync(path, { mode: 0o700 })
  if (user !== undefined) chownSync(path, user.uid, user.gid)
  return path
}

async function makeCluster(binaries, home, password) {
  const passwordFile = join(home, 'password')
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 })
  if (user !== undefined) chownSync(passwordFile, user.uid, user.gid)
  const cluster = ownFolder(join(home, 'cluster'))
  const options = ['--pgdata', cluster, '--username', 'tester', '--pwfile', passwordFile]
  const access = ['--auth-local=reject', '--auth-host=scram-sha-256']
  // Most servers sort text by a language, unlike the embedded one, which sorts by bytes.
  const order = ['--encoding=UTF8', '--locale-provider=icu', '--icu-locale=en-US', '--locale=C']
  const initdb = spawn(join(binaries.folder, 'initdb'), [...options, ...access, ...order], {
    ...quiet,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [code] = await once(initdb, 'exit')
  if (code !== 0) throw new Error('initdb ended with an error')
  return cluster
}

function startServer(binaries, cluster, port, log) {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port,
    // Several test files at once, each with the pools of a few desks.
    max_connections: 300,
    // Quicker, and a power cut loses nothing that would be kept.
    fsync: 'off',
  }
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  // Ctrl-C is for this process, which then stops the server in order.
  return spawn(join(binaries.folder, 'postgres'), ['-D', cluster, ...options], {
    ...quiet,
    detached: true,
    stdio: ['ignore', log, log],
  })
}

/** Read from the server's own file: asking it too early would leave a line on the terminal. */
const isReady = (cluster) => {
  const file = join(cluster, 'postmaster.pid')
  return existsSync(file) && readFileSync(file, 'utf8').split('\n')[7]?.trim() === 'ready'
}

async function untilReady(cluster, ended) {
  const deadline = Date.now() + START_LIMIT_MS
  while (!ended.aborted && !stopping.signal.aborted && Date.now() < deadline) {
    if (isReady(cluster)) return true
    await sleep(30)
  }
  return false
}

async function run(home) {
  const binaries = await findBinaries(home)
  const password = randomBytes(12).toString('hex')
  const cluster = await makeCluster(binaries, home, password)
  const port = await freePort()
  const log = join(home, 'server.log')
  const server = startServer(binaries, cluster, port, openSync(log, 'a', 0o600))
  const ended = new AbortController()
  const exit = once(server, 'exit').then(() => ended.abort())
  try {
    if (!(await untilReady(cluster, ended.signal))) {
      if (!stopping.signal.aborted) throw new Error(`the server did not start\n${readFileSync(log, 'utf8')}`)
      return
    }
    console.log(`postgres://tester:${password}@127.0.0.1:${port}/postgres`)
    await Promise.race([exit, stopping.signal.aborted || once(stopping.signal, 'abort')])
    if (ended.signal.aborted) throw new Error(`the server ended by itself\n${readFileSync(log, 'utf8')}`)
  } finally {
    server.kill('SIGINT')
    await exit
  }
}

const home = mkdtempSync(join(tmpdir(), 'redress-plain-server-'))
if (user !== undefined) chownSync(home, user.uid, user.gid)
chmodSync(home, 0o700)
try {
  await run(home)
} catch (error) {
  console.error(`redress: PostgreSQL for the tests: ${error.message}`)
  process.exitCode = 1
} finally {
  rmSync(home, { recursive: true, force: true })
  // Standard input may stay open for ever, when this was ended by a signal.
  process.stdin.destroy()
}
