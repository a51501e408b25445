import { randomUUID } from 'node:crypto'
import { link, rename, unlink, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { errorCode, readIfPresent } from '../../config/files.ts'
import { DeskError } from '../../errors.ts'
import { findProcess } from './processes.ts'

/** `token` tells holders inside one process apart. */
const lockOwner = z.object({ pid: z.number(), startMark: z.string(), token: z.string() })
type LockOwner = z.infer<typeof lockOwner>

const POLL_MS = 20

/**
 * Runs `work` while holding the lock file. A lock whose owner died is taken over, so that kill -9 blocks nobody.
 * @throws {DeskError} `DATABASE_LOCK_TIMEOUT` when a living owner keeps it longer than `timeoutMs`
 */
export async function withFileLock<Result>(
  path: string,
  timeoutMs: number,
  work: () => Promise<Result>,
): Promise<Result> {
  const token = await acquire(path, timeoutMs)
  try {
    return await work()
  } finally {
    if ((await readOwner(path))?.token === token) await unlink(path)
  }
}

async function acquire(path: string, timeoutMs: number): Promise<string> {
  const startMark = (await findProcess(process.pid))?.startMark ?? 'unknown'
  const owner: LockOwner = { pid: process.pid, startMark, token: randomUUID() }
  const aside = `${path}.${owner.token}`
  await writeFile(aside, JSON.stringify(owner), { mode: 0o644 })
  const deadline = Date.now() + timeoutMs
  try {
    while (!(await linkIfFree(aside, path))) {
      await removeIfAbandoned(path, aside)
      if (Date.now() > deadline) throw await lockTimeout(path)
      await sleep(POLL_MS)
    }
    return owner.token
  } finally {
    await unlink(aside)
  }
}

/** A link appears whole or not at all, so nobody ever reads half an owner. */
async function linkIfFree(aside: string, path: string): Promise<boolean> {
  try {
    await link(aside, path)
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw error
  }
}

async function readOwner(path: string): Promise<LockOwner | undefined> {
  const text = await readIfPresent(path)
  if (text === undefined) return undefined
  try {
    return lockOwner.parse(JSON.parse(text))
  } catch {
    return { pid: 0, startMark: '', token: '' }
  }
}

const isAbandoned = async (owner: LockOwner): Promise<boolean> =>
  owner.pid === 0 || (await findProcess(owner.pid))?.startMark !== owner.startMark

/**
 * Moves a dead owner's lock away. Two starters may both see the dead owner: the slower one would then move the faster
 * one's fresh lock, so what was moved is looked at and put back if it is alive.
 */
async function removeIfAbandoned(path: string, aside: string): Promise<void> {
  const owner = await readOwner(path)
  if (owner === undefined || !(await isAbandoned(owner))) return
  const moved = `${aside}.abandoned`
  try {
    await rename(path, moved)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return
    throw error
  }
  const movedOwner = await readOwner(moved)
  if (movedOwner !== undefined && movedOwner.token !== owner.token) await linkIfFree(moved, path)
  await unlink(moved)
}

async function lockTimeout(path: string): Promise<DeskError> {
  const owner = await readOwner(path)
  return new DeskError(
    'DATABASE_LOCK_TIMEOUT',
    `Process ${owner?.pid ?? 'unknown'} is still starting or stopping the embedded database.`,
    'Wait for that process, or end it if it hangs, and start again.',
  )
}
