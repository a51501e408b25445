import { constants } from 'node:os'

export interface Stoppable {
  close(): Promise<void>
}

const STOP_LIMIT_MS = 10_000
/** One press of Ctrl-C may arrive twice: from the terminal, and once more passed on by npm. */
const SAME_PRESS_MS = 1_000
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Runs until the process is told to stop, then stops in order. A signal during the start is kept until it is up;
 * another one, later than a repeated press, ends the process at once.
 * @returns the exit code: 0 after an orderly stop, 1 when that took longer than 10 s
 */
export async function untilSignal(start: () => Promise<Stoppable>): Promise<number> {
  const signalled = new AbortController()
  let firstAt = 0
  const onSignal = (name: NodeJS.Signals): void => {
    const now = performance.now()
    if (!signalled.signal.aborted) firstAt = now
    else if (now - firstAt > SAME_PRESS_MS) process.exit(128 + constants.signals[name])
    signalled.abort()
  }
  for (const name of SIGNALS) process.on(name, onSignal)
  try {
    const running = await start()
    if (!signalled.signal.aborted) {
      await new Promise<void>((resolve) => {
        // Nothing else may keep the loop alive by itself (a worker without a socket).
        const alive = setInterval(() => undefined, 60_000)
        signalled.signal.addEventListener('abort', () => {
          clearInterval(alive)
          resolve()
        })
      })
    }
    const late = setTimeout(() => process.exit(1), STOP_LIMIT_MS)
    await running.close()
    clearTimeout(late)
    return 0
  } finally {
    for (const name of SIGNALS) process.off(name, onSignal)
  }
}
