import { createContext, useContext, useSyncExternalStore } from 'react'

/** The desk's time on this page: the browser's clock plus the difference the desk last told. */
export interface Clock {
  readonly now: () => number
  /** Takes the desk's own time, RFC 3339, as it was a moment ago. */
  readonly synchronize: (deskTime: string) => void
  readonly subscribe: (listener: () => void) => () => void
  /** The time at the last tick: stable between ticks, so that one render shows one time. */
  readonly snapshot: () => number
}

/** Ticks every `intervalMs` while anybody looks, and whenever the desk tells its time. */
export function createClock(browserNow: () => number = Date.now, intervalMs = 15_000): Clock {
  const listeners = new Set<() => void>()
  let offset = 0
  let shown = browserNow()
  let timer: ReturnType<typeof setInterval> | undefined
  const tick = () => {
    shown = browserNow() + offset
    for (const listener of listeners) listener()
  }
  return {
    now: () => browserNow() + offset,
    snapshot: () => shown,
    synchronize(deskTime) {
      const told = Date.parse(deskTime)
      if (Number.isNaN(told)) return
      offset = told - browserNow()
      tick()
    },
    subscribe(listener) {
      listeners.add(listener)
      timer ??= setInterval(tick, intervalMs)
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        clearInterval(timer)
        timer = undefined
      }
    },
  }
}

export const ClockContext = createContext<Clock>(createClock())

export function useNow(): number {
  const clock = useContext(ClockContext)
  return useSyncExternalStore(clock.subscribe, clock.snapshot)
}
