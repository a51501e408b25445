/** What the desk tells while it runs; unknown events are ignored. */
export type DeskEvent =
  | { readonly type: 'hello'; readonly now: string }
  | { readonly type: 'complaint.changed'; readonly id: string }
  | { readonly type: 'action.changed'; readonly id: string; readonly complaintId: string }

export type Connection = 'connecting' | 'open' | 'lost'

/** The part of `EventSource` that is used. */
export interface EventChannel {
  readonly readyState: number
  addEventListener(type: string, listener: (event: MessageEvent<string>) => void): void
  close(): void
}

export interface StreamOptions {
  readonly open: () => EventChannel
  readonly onEvent: (event: DeskEvent) => void
  /** Called when the stream stands for the first time: what happened since the page read its data was not told. */
  readonly onOpened: () => void
  /** Called when the stream stands again after a loss: whatever happened in between was not told. */
  readonly onRecovered: () => void
  readonly onConnection: (connection: Connection) => void
  /** Called when the desk answered with a refusal: most likely the session has ended. */
  readonly onRefused: () => void
  /** Milliseconds before the next attempt after `failures` failures in a row. */
  readonly delayMs?: (failures: number) => number
}

const CLOSED = 2

/** 1, 2, 4 … 30 s: a desk that restarts is found within seconds, one that is down is not hammered. */
export const reconnectDelayMs = (failures: number): number => Math.min(30_000, 1000 * 2 ** Math.max(0, failures - 1))

/** Listens to the desk until the returned function is called. Reconnects for ever. */
export function listenToDesk(options: StreamOptions): () => void {
  const delayMs = options.delayMs ?? reconnectDelayMs
  let channel: EventChannel | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let failures = 0
  let stopped = false
  let wasLost = false
  let wasOpen = false

  function connect(): void {
    timer = undefined
    const current = options.open()
    channel = current
    current.addEventListener('open', () => {
      failures = 0
      options.onConnection('open')
      if (wasLost) options.onRecovered()
      else if (!wasOpen) options.onOpened()
      wasLost = false
      wasOpen = true
    })
    current.addEventListener('error', () => {
      if (stopped || channel !== current) return
      wasLost = true
      options.onConnection('lost')
      // The browser retries a broken stream by itself, but gives up for good after a refusal (a proxy's 502, say).
      if (current.readyState !== CLOSED) return
      failures += 1
      options.onRefused()
      timer ??= setTimeout(connect, delayMs(failures))
    })
    for (const type of ['hello', 'complaint.changed', 'action.changed'] as const) {
      current.addEventListener(type, (message) => {
        const event = eventFrom(type, message.data)
        if (event !== undefined && !stopped) options.onEvent(event)
      })
    }
  }

  options.onConnection('connecting')
  connect()
  return () => {
    stopped = true
    clearTimeout(timer)
    channel?.close()
  }
}

/** Reads one event; undefined when it is not of the agreed shape. */
export function eventFrom(type: DeskEvent['type'], data: string): DeskEvent | undefined {
  let value: unknown
  try {
    value = JSON.parse(data)
  } catch {
    return undefined
  }
  const field = (name: string): string | undefined => {
    if (typeof value !== 'object' || value === null) return undefined
    const found: unknown = Reflect.get(value, name)
    return typeof found === 'string' ? found : undefined
  }
  if (type === 'hello') {
    const now = field('now')
    return now === undefined ? undefined : { type, now }
  }
  const id = field('id')
  if (id === undefined) return undefined
  if (type === 'complaint.changed') return { type, id }
  const complaintId = field('complaintId')
  return complaintId === undefined ? undefined : { type, id, complaintId }
}
