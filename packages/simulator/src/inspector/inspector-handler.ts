import type { IncomingMessage, ServerResponse } from 'node:http'
import { sendProblem } from '../control/control-handler.ts'
import type { SimulatorCore } from '../core.ts'
import { SimulatorError } from '../errors.ts'
import { openEventStream } from '../http/event-stream.ts'
import type { RequestLog } from '../http/request-log.ts'
import { sendPage } from '../http/static-files.ts'

export const INSPECTOR_PREFIX = '/inspector'

/** Serves the page for people who look for what went wrong; it reads and writes through the control interface. */
export function createInspectorHandler(
  core: SimulatorCore,
  log: RequestLog,
): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
  return (incoming, outgoing) => {
    incoming.resume()
    const path = (incoming.url ?? '/').split('?')[0]?.slice(INSPECTOR_PREFIX.length) ?? ''
    if (path === '' || path === '/') {
      sendPage(outgoing, 'inspector/index.html')
    } else if (path === '/events') {
      openEventStream(outgoing, (send) => {
        const stops = [core.onChanged(() => send('changed', {})), log.onAdded(() => send('changed', {}))]
        return () => {
          for (const stop of stops) stop()
        }
      })
    } else if (!sendPage(outgoing, `inspector${path}`)) {
      sendProblem(outgoing, new SimulatorError('ROUTE_UNKNOWN', 'there is no such page', 'Open /inspector.'))
    }
  }
}
