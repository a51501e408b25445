import type { IncomingMessage, ServerResponse } from 'node:http'
import { sendJson, sendProblem } from '../control/control-handler.ts'
import type { SimulatorCore } from '../core.ts'
import { SimulatorError } from '../errors.ts'
import { openEventStream } from '../http/event-stream.ts'
import { sendPage } from '../http/static-files.ts'
import { chatView, complaintsView, ordersView, setupView } from './phone-views.ts'

export const PHONE_PREFIX = '/phone'

/** Serves the page and what it reads; it writes through the control interface. */
export function createPhoneHandler(core: SimulatorCore): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
  return (incoming, outgoing) => {
    incoming.resume()
    const url = new URL(incoming.url ?? '/', 'http://phone')
    const path = url.pathname.slice(PHONE_PREFIX.length)
    try {
      if (path === '' || path === '/') {
        sendPage(outgoing, 'phone/index.html')
      } else if (path === '/official-account/') {
        sendPage(outgoing, 'phone/official-account/index.html')
      } else if (path === '/api/events') {
        openEventStream(outgoing, (send) => core.onChanged((complaintId) => send('changed', { complaintId })))
      } else if (path.startsWith('/api/pictures/')) {
        sendPicture(core, decodeURIComponent(path.slice('/api/pictures/'.length)), outgoing)
      } else if (path.startsWith('/api/')) {
        sendJson(outgoing, 200, read(core, path.slice('/api'.length), url.searchParams))
      } else if (!sendPage(outgoing, `phone${path}`)) {
        throw new SimulatorError('ROUTE_UNKNOWN', 'there is no such page', 'Open /phone.')
      }
    } catch (error) {
      sendProblem(outgoing, error)
    }
  }
}

function read(core: SimulatorCore, path: string, query: URLSearchParams): unknown {
  if (path === '/setup') return setupView(core)
  if (path === '/orders') return ordersView(core, query.get('payer') ?? '', query.get('mchid') ?? '')
  if (path === '/complaints') return complaintsView(core, query.get('payer') ?? '')
  const [, id] = /^\/complaints\/([^/]+)$/.exec(path) ?? []
  if (id !== undefined) return chatView(core, core.platform.complaint(id))
  throw new SimulatorError('ROUTE_UNKNOWN', 'there is no such thing to read', 'Open /phone.')
}

function sendPicture(core: SimulatorCore, id: string, outgoing: ServerResponse): void {
  const picture = core.state.pictures.get(id)
  const bytes = picture === undefined ? undefined : core.state.blobs.get(picture.digest)
  if (picture === undefined || bytes === undefined) {
    outgoing.writeHead(404).end()
    return
  }
  outgoing
    .writeHead(200, { 'Content-Type': picture.contentType, 'Cache-Control': 'private, max-age=86400' })
    .end(Buffer.from(bytes))
}
