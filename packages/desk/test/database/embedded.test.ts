import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { canReach, EXECUTE, mayUse, READ } from '../../src/database/embedded/access.ts'
import { chooseBinaries, findSystemBinaries } from '../../src/database/embedded/binaries.ts'
import { withFileLock } from '../../src/database/embedded/file-lock.ts'
import { socketFolderFor } from '../../src/database/embedded/placement.ts'
import { parsePostmasterFile } from '../../src/database/embedded/postmaster-file.ts'
import { findProcess, parseProcStat } from '../../src/database/embedded/processes.ts'
import { initdbOptions, serverSettings } from '../../src/database/embedded/server-settings.ts'
import { setupFolder } from '../support/folder.ts'

describe('access of another user', () => {
  const user = { uid: 10, gid: 20 }
  it.each([
    ['the owner, by the owner’s bits alone', { mode: 0o077, uid: 10, gid: 20 }, false],
    ['the owner', { mode: 0o500, uid: 10, gid: 99 }, true],
    ['the group', { mode: 0o750, uid: 1, gid: 20 }, true],
    ['the group, by the group’s bits alone', { mode: 0o705, uid: 1, gid: 20 }, false],
    ['everybody', { mode: 0o755, uid: 1, gid: 1 }, true],
    ['nobody else', { mode: 0o770, uid: 1, gid: 1 }, false],
  ])('is judged as %s', (_name, facts, expected) => {
    expect(mayUse(facts, user, READ | EXECUTE)).toBe(expected)
  })

  it('ends at a folder above that cannot be passed', async () => {
    await using folder = await setupFolder()
    const inner = join(folder.path, 'home', 'data')
    await mkdir(inner, { recursive: true })
    await chmod(folder.path, 0o755)
    expect(await canReach(inner, { uid: 65_534, gid: 65_534 }, EXECUTE)).toBe(true)
    await chmod(join(folder.path, 'home'), 0o700)
    expect(await canReach(inner, { uid: 65_534, gid: 65_534 }, EXECUTE)).toBe(false)
    expect(await canReach(inner, { uid: 0, gid: 0 }, EXECUTE)).toBe(true)
  })
})

describe('the socket folder', () => {
  it('is beside the data while the whole path fits, counted in bytes', () => {
    const fits = `/${'d'.repeat(107 - '/run/.s.PGSQL.5432'.length - 1)}`
    expect(socketFolderFor(fits, '/short', 107)).toBe(`${fits}/run`)
    expect(socketFolderFor(`${fits}d`, '/short', 107)).toBe('/short')
    expect(socketFolderFor(`/${'数'.repeat(40)}`, '/short', 107)).toBe('/short')
  })
})

describe('postmaster.pid', () => {
  it('names process, port and socket folder', () => {
    expect(parsePostmasterFile('42\n/data\n1700000000\n5432\n/run/x\n\n 1 1\nready   \n')).toEqual({
      pid: 42,
      port: 5432,
      socketFolder: '/run/x',
    })
  })

  it('of a server that is just starting has no port yet', () => {
    expect(parsePostmasterFile('42\n/data\n1700000000\n')).toEqual({
      pid: 42,
      port: undefined,
      socketFolder: undefined,
    })
  })

  it.each(['', 'garbage\n', '-1\n/data\n'])('is nothing when it says %j', (text) => {
    expect(parsePostmasterFile(text)).toBeUndefined()
  })
})

describe('processes', () => {
  const tail = (state: string, start: number): string => `${state} 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 ${start} 0`

  it('are read from /proc even when their name is chosen to confuse', () => {
    expect(parseProcStat(`7 (a) b) ) ${tail('S', 99)}`)).toEqual({ command: 'a) b) ', startMark: '99', ended: false })
    expect(parseProcStat(`7 (postgres) ${tail('Z', 5)}`)).toMatchObject({ ended: true })
    expect(parseProcStat('nonsense')).toBeUndefined()
  })

  it('are found while they live and not afterwards', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)'], { stdio: 'ignore' })
    const pid = child.pid ?? 0
    expect(await findProcess(pid)).toMatchObject({ startMark: expect.any(String) })
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(await findProcess(pid)).toBeUndefined()
  })
})

describe('the choice of programs', () => {
  const of = (...majors: number[]) => majors.map((major) => ({ folder: `/pg/${major}`, major }))

  it('is the newest for a new cluster and the same major version for an old one', () => {
    expect(chooseBinaries(of(18, 16, 15), undefined).major).toBe(18)
    expect(chooseBinaries(of(18, 16, 15), 16).major).toBe(16)
  })

  it('never changes the major version by itself', () => {
    expect(() => chooseBinaries(of(18), 17)).toThrow(expect.objectContaining({ code: 'DATABASE_MAJOR_VERSION' }))
  })

  it('leaves out what is too old, and says how to get one when nothing is left', () => {
    expect(() => chooseBinaries(of(13), undefined)).toThrow(
      expect.objectContaining({ code: 'DATABASE_BINARIES_MISSING' }),
    )
  })

  it('knows where systems put them', async () => {
    await using folder = await setupFolder()
    for (const version of ['9.6', '15', '17', 'readme']) {
      await mkdir(join(folder.path, version, 'bin'), { recursive: true })
      await writeFile(join(folder.path, version, 'bin', 'postgres'), '')
    }
    await mkdir(join(folder.path, '18', 'bin'), { recursive: true })
    const found = await findSystemBinaries([{ parent: folder.path, name: /^(\d+)$/, bin: 'bin' }])
    expect(found.map(({ major }) => major)).toEqual([17, 15])
  })
})

describe('the server', () => {
  it('is durable and reachable through the socket only', () => {
    const settings = serverSettings(18, '/run/x').filter((word) => word !== '-c')
    expect(settings).toEqual(
      expect.arrayContaining(['listen_addresses=', 'fsync=on', 'synchronous_commit=on', 'full_page_writes=on']),
    )
    expect(initdbOptions(18)).toContain('--auth-host=reject')
  })

  it('is made with UTF-8 in one order on every supported version', () => {
    expect(initdbOptions(18).join(' ')).toContain('--builtin-locale=C.UTF-8')
    expect(initdbOptions(15).join(' ')).toContain('--locale=C.UTF-8')
    expect(serverSettings(15, '/run/x').join(' ')).not.toContain('io_method')
  })
})

describe('the lock file', () => {
  it('lets one in at a time and is gone afterwards', async () => {
    await using folder = await setupFolder()
    const path = join(folder.path, 'lock')
    let [inside, most] = [0, 0]
    const enter = async (): Promise<void> =>
      await withFileLock(path, 10_000, async () => {
        inside += 1
        most = Math.max(most, inside)
        await new Promise((resolve) => setImmediate(resolve))
        inside -= 1
      })
    await Promise.all(Array.from({ length: 20 }, enter))
    expect(most).toBe(1)
    expect(await readdir(folder.path)).toEqual([])
  })

  it.each([
    ['a process that is gone', { pid: 4_194_303, startMark: '1', token: 'x' }],
    ['a number that another process has by now', { pid: process.pid, startMark: '1', token: 'x' }],
  ])('is taken over from %s, by one of many', async (_name, owner) => {
    await using folder = await setupFolder()
    const path = join(folder.path, 'lock')
    await writeFile(path, JSON.stringify(owner))
    let [inside, most] = [0, 0]
    const enter = async (): Promise<void> =>
      await withFileLock(path, 10_000, async () => {
        inside += 1
        most = Math.max(most, inside)
        await new Promise((resolve) => setImmediate(resolve))
        inside -= 1
      })
    await Promise.all(Array.from({ length: 10 }, enter))
    expect(most).toBe(1)
    expect(await readdir(folder.path)).toEqual([])
  })

  it('is taken over when it holds nonsense', async () => {
    await using folder = await setupFolder()
    const path = join(folder.path, 'lock')
    await writeFile(path, 'nonsense')
    expect(await withFileLock(path, 5_000, async () => 'done')).toBe('done')
  })

  it('names the living owner when it is kept too long', async () => {
    await using folder = await setupFolder()
    const path = join(folder.path, 'lock')
    await withFileLock(path, 1_000, async () => {
      const second = withFileLock(path, 50, async () => 'never')
      await expect(second).rejects.toMatchObject({
        code: 'DATABASE_LOCK_TIMEOUT',
        message: expect.stringContaining(String(process.pid)),
      })
      expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ pid: process.pid })
    })
  })

  it('is given back when the work fails', async () => {
    await using folder = await setupFolder()
    const path = join(folder.path, 'lock')
    await expect(withFileLock(path, 1_000, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed')
    expect(await readdir(folder.path)).toEqual([])
  })
})
