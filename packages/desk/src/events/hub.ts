import { type DeskEvent, EVENTS_CHANNEL } from '../store/notify.ts'

/** Hands the events of every process to whoever listens in this one. */
export interface EventHub {
  /** @returns a function that ends the subscription */
  subscribe(listener: (event: DeskEvent) => void): () => void
  close(): void
}

/** @param listen Subscribes to a NOTIFY channel of the database. */
export async function openEventHub(
  listen: (channel: string, handler: (payload: string) => void) => Promise<() => void>,
): Promise<EventHub> {
  const listeners = new Set<(event: DeskEvent) => void>()
  const stop = await listen(EVENTS_CHANNEL, (payload) => {
    const event: DeskEvent = JSON.parse(payload)
    for (const listener of listeners) listener(event)
  })
  return {
    subscribe: (listener) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    close: () => {
      stop()
      listeners.clear()
    },
  }
}
