import type { Wake } from './wake.ts'

/** True: there may be more. False: there was nothing to do. A number: nothing to do for so many milliseconds. */
export type Worked = boolean | number

export interface Loop {
  /** Does one piece of work. */
  readonly step: () => Promise<Worked>
  readonly wake: Wake
  /** How long to sleep when nobody calls: a lost NOTIFY costs this much and no more. */
  readonly pollMs: number
  readonly workers: number
  readonly signal: AbortSignal
  /** Told about a step that threw; the worker goes on after a pause. */
  readonly onError: (error: unknown) => void
}

/**
 * Runs workers until the signal aborts; a step under way is finished first. A call wakes one of them, and whoever found
 * work wakes the next: a single piece of work costs few vain looks, and a pile of it soon has everybody.
 */
export async function runLoop({ step, wake, pollMs, workers, signal, onError }: Loop): Promise<void> {
  const work = async (): Promise<void> => {
    while (!signal.aborted) {
      const worked = await step().catch((error: unknown) => {
        onError(error)
        return false
      })
      if (worked === true) wake.pass()
      if (worked === true || signal.aborted) continue
      await wake.wait(worked === false ? pollMs : Math.min(pollMs, worked))
    }
  }
  signal.addEventListener('abort', () => wake.end(), { once: true })
  await Promise.all(Array.from({ length: workers }, work))
}

/** Doubling pause before attempt `attempts + 1`, from `baseMs` to `capMs`. */
export const backoffMs = (attempts: number, baseMs: number, capMs: number): number =>
  Math.min(capMs, baseMs * 2 ** Math.min(Math.max(attempts - 1, 0), 20))
