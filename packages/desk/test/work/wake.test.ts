import { describe, expect, it, vi } from 'vitest'
import { runLoop, type Worked } from '../../src/work/loop.ts'
import { createWake } from '../../src/work/wake.ts'

const LONG_MS = 600_000

/** Sleepers by name, and who of them has been woken, in that order. */
function sleepersOn(wake: ReturnType<typeof createWake>, ...names: readonly string[]) {
  const woken: string[] = []
  const sleeping = names.map(async (name) => {
    await wake.wait(LONG_MS)
    woken.push(name)
  })
  return { woken, all: Promise.all(sleeping) }
}

describe('a wake', () => {
  it('wakes one at a time, who slept longest first', async () => {
    const wake = createWake()
    const { woken, all } = sleepersOn(wake, 'a', 'b', 'c')
    wake.call()
    await vi.waitUntil(() => woken.length > 0)
    expect(woken).toEqual(['a'])
    wake.pass()
    wake.call()
    await all
    expect(woken).toEqual(['a', 'b', 'c'])
  })

  it('remembers a call that found nobody asleep, once', async () => {
    const wake = createWake()
    wake.call()
    wake.call()
    await wake.wait(LONG_MS)
    const { woken, all } = sleepersOn(wake, 'late')
    await Promise.resolve()
    expect(woken).toEqual([])
    wake.call()
    await all
  })

  it('does not remember what is passed on to nobody', async () => {
    const wake = createWake()
    wake.pass()
    const { woken, all } = sleepersOn(wake, 'a')
    await Promise.resolve()
    expect(woken).toEqual([])
    wake.end()
    await all
  })

  it('lets nobody sleep after its end', async () => {
    const wake = createWake()
    const { all } = sleepersOn(wake, 'a', 'b')
    wake.end()
    await all
    await expect(wake.wait(LONG_MS)).resolves.toBeUndefined()
  })

  it('lets everybody look by themselves in time', async () => {
    await expect(createWake().wait(1)).resolves.toBeUndefined()
  })
})

describe('a loop', () => {
  /** Workers on a pile of work; `looks` counts every step, the vain ones too. */
  function setupLoop({ workers, ms = 0 }: { readonly workers: number; readonly ms?: number }) {
    const wake = createWake()
    const stopping = new AbortController()
    const counts = { pile: 0, looks: 0, busy: 0, mostBusy: 0, errors: 0 }
    const step = async (): Promise<Worked> => {
      counts.looks += 1
      if (counts.pile === 0) return false
      counts.pile -= 1
      counts.busy += 1
      counts.mostBusy = Math.max(counts.mostBusy, counts.busy)
      await new Promise((resolve) => setTimeout(resolve, ms))
      counts.busy -= 1
      return true
    }
    const ended = runLoop({
      step,
      wake,
      workers,
      pollMs: LONG_MS,
      signal: stopping.signal,
      onError: () => (counts.errors += 1),
    })
    return {
      counts,
      wake,
      stop: async () => {
        stopping.abort()
        await ended
      },
    }
  }
  const idle = async (counts: { readonly pile: number; readonly busy: number }) =>
    await vi.waitUntil(() => counts.pile === 0 && counts.busy === 0)

  it('looks in vain twice for a single piece of work, however many workers sleep', async () => {
    const { counts, wake, stop } = setupLoop({ workers: 20 })
    await vi.waitUntil(() => counts.looks === 20)
    counts.pile = 1
    wake.call()
    await idle(counts)
    await vi.waitUntil(() => counts.looks >= 23)
    await stop()
    expect(counts.looks).toBe(23)
  })

  it('has every worker at a pile of work after one call', async () => {
    const { counts, wake, stop } = setupLoop({ workers: 6, ms: 2 })
    await vi.waitUntil(() => counts.looks === 6)
    counts.pile = 200
    wake.call()
    await idle(counts)
    await stop()
    expect(counts.mostBusy).toBe(6)
  })

  it('ends at once when it is stopped, with everybody asleep', async () => {
    const { counts, stop } = setupLoop({ workers: 5 })
    await vi.waitUntil(() => counts.looks === 5)
    await stop()
    expect(counts.errors).toBe(0)
  })
})
