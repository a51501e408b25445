import { describe, expect, it } from 'vitest'
import { createGroupCommit, NotCommitted } from '../../src/receiver/group-commit.ts'

/** A disk that finishes a write when the test says so. */
function setupDisk() {
  const batches: { readonly items: readonly number[]; readonly finish: (error?: Error) => void }[] = []
  const write = (items: readonly number[]): Promise<void> =>
    new Promise((resolve, reject) => {
      batches.push({ items, finish: (error) => (error === undefined ? resolve() : reject(error)) })
    })
  return { batches, write, written: () => batches.map(({ items }) => items) }
}

describe('group commit', () => {
  it('writes a single item at once and resolves only when it is durable', async () => {
    const disk = setupDisk()
    const group = createGroupCommit({ write: disk.write, timeLimitMs: 10_000 })
    let durable = false
    const committed = group.commit(1).then(() => (durable = true))
    await expect.poll(disk.written).toEqual([[1]])
    expect(durable).toBe(false)
    disk.batches[0]?.finish()
    expect(await committed).toBe(true)
  })

  it('gathers what arrives while the disk is busy into the next write', async () => {
    const disk = setupDisk()
    const group = createGroupCommit({ write: disk.write, timeLimitMs: 10_000, writers: 1 })
    const first = group.commit(1)
    await expect.poll(disk.written).toEqual([[1]])
    const rest = [group.commit(2), group.commit(3), group.commit(4)]
    disk.batches[0]?.finish()
    await first
    await expect.poll(disk.written).toEqual([[1], [2, 3, 4]])
    disk.batches[1]?.finish()
    await Promise.all(rest)
  })

  it('fails the whole batch when the write fails, and goes on with the next', async () => {
    const disk = setupDisk()
    const group = createGroupCommit({ write: disk.write, timeLimitMs: 10_000, writers: 1 })
    const failing = [group.commit(1), group.commit(2)].map((commit) => expect(commit).rejects.toThrow(NotCommitted))
    await expect.poll(disk.written).toEqual([[1, 2]])
    disk.batches[0]?.finish(new Error('disk full'))
    await Promise.all(failing)
    const next = group.commit(3)
    await expect.poll(disk.written).toEqual([[1, 2], [3]])
    disk.batches[1]?.finish()
    await next
  })

  it('gives up on an item after the time limit', async () => {
    const disk = setupDisk()
    const group = createGroupCommit({ write: disk.write, timeLimitMs: 20 })
    await expect(group.commit(1)).rejects.toThrow('takes too long')
  })

  it('refuses what would make the queue grow without bound', async () => {
    const disk = setupDisk()
    const group = createGroupCommit({ write: disk.write, timeLimitMs: 10_000, maxWaiting: 2 })
    const waiting = [group.commit(1), group.commit(2)]
    await expect(group.commit(3)).rejects.toThrow('too much waits')
    await expect.poll(() => disk.batches.length).toBe(1)
    disk.batches[0]?.finish()
    await Promise.all(waiting)
  })

  it('keeps a batch within its limit', async () => {
    const disk = setupDisk()
    const group = createGroupCommit({ write: disk.write, timeLimitMs: 10_000, maxBatch: 2, writers: 2 })
    const all = [1, 2, 3, 4, 5].map((item) => group.commit(item))
    await expect.poll(disk.written).toEqual([
      [1, 2],
      [3, 4],
    ])
    disk.batches[0]?.finish()
    await expect.poll(() => disk.batches.length).toBe(3)
    disk.batches[1]?.finish()
    disk.batches[2]?.finish()
    await Promise.all(all)
  })

  it('is drained when everything accepted is durable', async () => {
    const disk = setupDisk()
    const group = createGroupCommit({ write: disk.write, timeLimitMs: 10_000 })
    await group.drain()
    const committed = group.commit(1)
    let drained = false
    const draining = group.drain().then(() => (drained = true))
    await expect.poll(disk.written).toEqual([[1]])
    expect(drained).toBe(false)
    disk.batches[0]?.finish()
    await Promise.all([committed, draining])
  })
})
