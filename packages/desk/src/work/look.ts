/**
 * Remembers that nothing was found while some had to wait: as long as all of them still have to, another look soon
 * after would find nothing again, and looking through a long row of what has to wait is work.
 */
export interface Look {
  foundNothing(waiting: readonly string[], now: Date): void
  isVain(waiting: readonly string[], now: Date): boolean
}

/** @param forMs How long something new may go unseen, milliseconds. */
export function createLook(forMs: number): Look {
  let last = { at: 0, waiting: [] as readonly string[] }
  return {
    foundNothing: (waiting, now) => {
      last = { at: now.getTime(), waiting }
    },
    isVain: (waiting, now) => {
      if (last.waiting.length === 0 || now.getTime() - last.at >= forMs) return false
      const still = new Set(waiting)
      return last.waiting.every((name) => still.has(name))
    },
  }
}
