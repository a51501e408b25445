/** Lets idle workers sleep until somebody calls, or until it is time to look by themselves. */
export interface Wake {
  /** Wakes everybody who waits now. */
  call(): void
  /** Resolves when called, after `ms`, or when `signal` aborts. Never rejects. */
  wait(ms: number, signal: AbortSignal): Promise<void>
}

export function createWake(): Wake {
  const sleepers = new Set<() => void>()
  return {
    call: () => {
      for (const wakeUp of sleepers) wakeUp()
    },
    wait: async (ms, signal) => {
      if (signal.aborted) return
      await new Promise<void>((resolve) => {
        const wakeUp = (): void => {
          clearTimeout(timer)
          signal.removeEventListener('abort', wakeUp)
          sleepers.delete(wakeUp)
          resolve()
        }
        const timer = setTimeout(wakeUp, ms)
        signal.addEventListener('abort', wakeUp)
        sleepers.add(wakeUp)
      })
    },
  }
}
