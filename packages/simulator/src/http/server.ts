import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'

export type Handler = (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void> | void

/** PEM texts. */
export interface TlsIdentity {
  readonly key: string
  readonly certificate: string
}

export interface RunningServer {
  readonly port: number
  close(): Promise<void>
}

/** As the platform's answers say: `Keep-Alive: timeout=8`. */
const KEEP_ALIVE_MS = 8000

/** Starts listening. Handlers answer for their own errors; one that fails anyway costs its connection only. */
export async function listen(handler: Handler, host: string, port: number, tls?: TlsIdentity): Promise<RunningServer> {
  const serve = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    // Called inside the promise: a handler that throws at once would otherwise end the process.
    new Promise<void>((resolve) => {
      resolve(handler(incoming, outgoing))
    }).catch((error: unknown) => {
      if (!outgoing.headersSent) outgoing.writeHead(500, { 'Content-Type': 'text/plain' })
      outgoing.end(error instanceof Error ? error.message : 'failed')
    })
  }
  const server =
    tls === undefined ? createServer(serve) : createTlsServer({ key: tls.key, cert: tls.certificate }, serve)
  server.keepAliveTimeout = KEEP_ALIVE_MS
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  return { port: portOf(server), close: () => closeServer(server) }
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

// Event streams and half-open sockets would keep a graceful close waiting for ever.
const closeServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
