/** Lets idle workers sleep until somebody calls, or until it is time to look by themselves. */
export interface Wake {
  /** Wakes everybody who waits now. */
  call(): void
  /** Resolves when called or after `ms`. Never rejects. */
  wait(ms: number): Promise<void>
}

export function createWake(): Wake {
  const sleepers = new Set<() => void>()
  return {
    call: () => {
      for (const wakeUp of sleepers) wakeUp()
    },
    wait: async (ms) => {
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
