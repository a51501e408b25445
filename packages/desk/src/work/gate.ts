/** Remembers what has to wait and until when, so that workers ask for something else meanwhile. Per process. */
export interface Gate {
  close(name: string, until: Date): void
  /** Names that have to wait now. */
  closed(now: Date): string[]
  /** Milliseconds until the first of them need not wait any more; undefined when none waits. */
  opensIn(now: Date): number | undefined
}

export function createGate(): Gate {
  const untilByName = new Map<string, number>()
  const forget = (now: Date): void => {
    for (const [name, until] of untilByName) if (until <= now.getTime()) untilByName.delete(name)
  }
  return {
    close: (name, until) => {
      untilByName.set(name, Math.max(until.getTime(), untilByName.get(name) ?? 0))
    },
    closed: (now) => {
      forget(now)
      return [...untilByName.keys()]
    },
    opensIn: (now) => {
      forget(now)
      return untilByName.size === 0 ? undefined : Math.min(...untilByName.values()) - now.getTime()
    },
  }
}
