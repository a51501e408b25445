import type { ServerResponse } from 'node:http'
import type { DeskEvent } from '../../store/notify.ts'
import type { Api, ApiParts } from '../api.ts'
import { contract } from '../contract.ts'

const HEARTBEAT_MS = 15_000
const RECONNECT_MS = 2_000

const frame = (name: string, data: unknown): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`

function eventFrame({ type, ...data }: DeskEvent): string {
  return frame(type, data)
}

/**
 * Server-sent events. They carry no history: whoever comes back after a gap gets `hello` and reads again, so that
 * `Last-Event-ID` may be sent and means nothing.
 */
export function eventRoutes(app: Api, { events, clock }: ApiParts): void {
  const open = new Set<ServerResponse>()
  app.addHook('preClose', async () => {
    for (const response of open) response.end()
  })

  app.route({
    ...contract.streamEvents,
    handler: async (request, reply) => {
      reply.hijack()
      const response = reply.raw
      for (const [name, value] of Object.entries(reply.getHeaders())) {
        if (value !== undefined) response.setHeader(name, value)
      }
      response.writeHead(200, {
        'Content-Type': 'text/event-stream; charset=utf-8',
        'Cache-Control': 'no-store',
        // Proxies that collect answers would hold the events back.
        'X-Accel-Buffering': 'no',
      })
      response.write(`retry: ${RECONNECT_MS}\n${frame('hello', { now: clock().toISOString() })}`)
      const stop = events.subscribe((event) => response.write(eventFrame(event)))
      const heartbeat = setInterval(() => response.write(': heartbeat\n\n'), HEARTBEAT_MS)
      open.add(response)
      response.on('close', () => {
        clearInterval(heartbeat)
        stop()
        open.delete(response)
      })
      request.log.debug('events opened')
    },
  })
}
