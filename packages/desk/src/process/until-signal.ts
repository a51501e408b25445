import { constants } from 'node:os'

export interface Stoppable {
  close(): Promise<void>
}

const STOP_LIMIT_MS = 10_000
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Runs until the process is told to stop, then stops in order. A signal during the start is kept until it is up;
 * a second one ends the process at once.
 * @returns the exit code: 0 after an orderly stop, 1 when that took longer than 10 s
 */
export async function untilSignal(start: () => Promise<Stoppable>): Promise<number> {
  const signalled = new AbortController()
  const onSignal = (name: NodeJS.Signals): void => {
    if (signalled.signal.aborted) process.exit(128 + constants.signals[name])
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
