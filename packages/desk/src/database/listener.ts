import { setTimeout as sleep } from 'node:timers/promises'
import { Client, type ClientConfig, escapeIdentifier } from 'pg'

export interface Listener {
  listen(channel: string, handler: (payload: string) => void): Promise<() => void>
  close(): Promise<void>
}

export interface ListenerOptions {
  readonly connection: ClientConfig
  /** Called before each attempt to connect again, with what broke the connection. */
  readonly onLost: (error: Error | undefined) => Promise<void>
}

const RETRY_MS = 500

/**
 * One connection for every NOTIFY of the process. It is made at once and kept: on an embedded server it also shows
 * the other processes that this one is there.
 */
export async function openListener({ connection, onLost }: ListenerOptions): Promise<Listener> {
  const handlers = new Map<string, Set<(payload: string) => void>>()
  const closing = new AbortController()
  let client = await connect()

  async function connect(): Promise<Client> {
    const next = new Client({ ...connection, keepAlive: true, connectionTimeoutMillis: 4_000 })
    let lost: Error | undefined
    next.on('error', (error) => {
      lost = error
    })
    next.on('notification', ({ channel, payload = '' }) => {
      for (const handler of handlers.get(channel) ?? []) handler(payload)
    })
    await next.connect()
    for (const channel of handlers.keys()) await next.query(`listen ${escapeIdentifier(channel)}`)
    next.on('end', () => {
      if (!closing.signal.aborted) void reconnect(lost)
    })
    return next
  }

  async function reconnect(lost: Error | undefined): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        await onLost(lost)
        client = await connect()
        if (closing.signal.aborted) await client.end()
        return
      } catch {
        await sleep(RETRY_MS, undefined, { signal: closing.signal }).catch(() => undefined)
      }
    }
  }

  return {
    listen: async (channel, handler) => {
      const known = handlers.get(channel)
      if (known !== undefined) known.add(handler)
      else {
        handlers.set(channel, new Set([handler]))
        // On a broken connection this fails, and the one made next listens to every known channel.
        await client.query(`listen ${escapeIdentifier(channel)}`).catch(() => undefined)
      }
      return () => {
        handlers.get(channel)?.delete(handler)
      }
    },
    close: async () => {
      closing.abort()
      await client.end()
    },
  }
}
