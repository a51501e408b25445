import type { PlatformCall } from '../domain/budgets.ts'

/**
 * When a merchant's next call could go out without waiting, as far as this process knows. Workers ask before they take
 * something up: one that waits for the turn of one merchant does nothing for all the others meanwhile.
 */
export interface Turns {
  /** Told by the pacer: from this instant on another call could go out at once. */
  tell(merchantId: string, call: PlatformCall, at: Date): void
  /** Something that will make this call was taken up: the turn is its, until the next one is told or it is forgotten. */
  expect(merchantId: string, call: PlatformCall, now: Date): void
  /** What was taken up made no call in the end. */
  forget(merchantId: string, call: PlatformCall): void
  /** Resolves once something that was taken up has got its turn, or after a moment. */
  told(merchantId: string, call: PlatformCall): Promise<void>
  /** Merchants whose turn for any of the calls is not now. */
  waiting(calls: readonly PlatformCall[], now: Date): string[]
  /** Milliseconds after which to look again; undefined when no turn of the calls is waited for. */
  lookAgainIn(calls: readonly PlatformCall[], now: Date): number | undefined
}

interface Turn {
  readonly at: number
  readonly expected: boolean
}

/** Preparing a write takes reads of its own. Whoever takes longer may be overtaken, which costs a wait and no more. */
const EXPECTED_MS = 45_000
const LOOK_AT_EXPECTED_MS = 100
const TOLD_LIMIT_MS = 100

export function createTurns(): Turns {
  const turns = new Map<PlatformCall, Map<string, Turn>>()
  const listeners = new Map<string, () => void>()
  const of = (call: PlatformCall): Map<string, Turn> => {
    const known = turns.get(call) ?? new Map<string, Turn>()
    turns.set(call, known)
    return known
  }
  /** Those to come; what has passed is forgotten. */
  const toCome = (call: PlatformCall, now: Date): Map<string, Turn> => {
    const known = of(call)
    for (const [merchantId, { at }] of known) if (at <= now.getTime()) known.delete(merchantId)
    return known
  }
  return {
    tell: (merchantId, call, at) => {
      of(call).set(merchantId, { at: at.getTime(), expected: false })
      listeners.get(`${merchantId} ${call}`)?.()
    },
    expect: (merchantId, call, now) => {
      of(call).set(merchantId, { at: now.getTime() + EXPECTED_MS, expected: true })
    },
    forget: (merchantId, call) => {
      if (of(call).get(merchantId)?.expected === true) of(call).delete(merchantId)
    },
    told: async (merchantId, call) => {
      const key = `${merchantId} ${call}`
      await new Promise<void>((resolve) => {
        const end = (): void => {
          clearTimeout(timer)
          if (listeners.get(key) === end) listeners.delete(key)
          resolve()
        }
        const timer = setTimeout(end, TOLD_LIMIT_MS)
        listeners.set(key, end)
      })
    },
    waiting: (calls, now) => [...new Set(calls.flatMap((call) => [...toCome(call, now).keys()]))],
    lookAgainIn: (calls, now) => {
      const all = calls.flatMap((call) => [...toCome(call, now).values()])
      if (all.length === 0) return undefined
      return Math.min(...all.map(({ at, expected }) => (expected ? LOOK_AT_EXPECTED_MS : at - now.getTime())))
    },
  }
}
