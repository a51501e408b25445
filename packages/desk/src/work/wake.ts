/** Lets idle workers sleep until somebody calls, or until it is time to look by themselves. */
export interface Wake {
  /** Wakes the one who has slept longest; with nobody asleep, the next one does not fall asleep at all. */
  call(): void
  /** Wakes the one who has slept longest, if anybody sleeps. */
  pass(): void
  /** Wakes everybody who sleeps, and nobody falls asleep again. */
  end(): void
  /** Resolves when woken or after `ms`. Never rejects. */
  wait(ms: number): Promise<void>
}

export function createWake(): Wake {
  const sleepers = new Set<() => void>()
  let missed = false
  let ended = false
  const wakeOne = (): boolean => {
    const [longest] = sleepers
    longest?.()
    return longest !== undefined
  }
  return {
    call: () => {
      missed = !wakeOne()
    },
    pass: () => void wakeOne(),
    end: () => {
      ended = true
      for (const wakeUp of sleepers) wakeUp()
    },
    wait: async (ms) => {
      if (ended) return
      if (missed) {
        missed = false
        return
      }
      await new Promise<void>((resolve) => {
        const wakeUp = (): void => {
          clearTimeout(timer)
          sleepers.delete(wakeUp)
          resolve()
        }
        const timer = setTimeout(wakeUp, ms)
        sleepers.add(wakeUp)
      })
    },
  }
}
