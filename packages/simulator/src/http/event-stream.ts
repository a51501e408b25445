import type { ServerResponse } from 'node:http'

const HEARTBEAT_MS = 15_000

/** Keeps an answer open and sends events on it until the reader goes away. */
export function openEventStream(
  outgoing: ServerResponse,
  subscribe: (send: (event: string, data: unknown) => void) => () => void,
): void {
  outgoing.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
  outgoing.write('retry: 1000\n\n')
  const heartbeat = setInterval(() => outgoing.write(': still here\n\n'), HEARTBEAT_MS)
  heartbeat.unref()
  const unsubscribe = subscribe((event, data) => {
    outgoing.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
  })
  outgoing.on('close', () => {
    clearInterval(heartbeat)
    unsubscribe()
  })
}
