import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { type FakeDesk, NOW } from './fake-desk.ts'

/** What a strict front door would allow; the page must live with it. */
const POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:; connect-src 'self'; object-src 'none'; base-uri 'self'; frame-ancestors 'none'"

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
}

export interface ServedDesk extends AsyncDisposable {
  readonly url: string
  readonly close: () => Promise<void>
}

/** Serves the built page and the made-up desk on a free port of this machine. */
export async function serveFakeDesk(desk: FakeDesk, assets: string): Promise<ServedDesk> {
  const server = createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? '/', `http://${request.headers.host}`)
      response.setHeader('content-security-policy', POLICY)
      if (url.pathname === '/api/v1/events') {
        response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
        response.write(`event: hello\ndata: ${JSON.stringify({ now: NOW })}\n\n`)
        const send = (type: string, data: unknown) =>
          response.write(`event: ${type}\ndata: ${JSON.stringify(data)}\n\n`)
        desk.listeners.add(send)
        request.on('close', () => desk.listeners.delete(send))
        return
      }
      if (url.pathname.startsWith('/api/')) {
        const answer = await desk.fetch(await asRequest(request, url))
        response.writeHead(answer.status, Object.fromEntries(answer.headers))
        response.end(new Uint8Array(await answer.arrayBuffer()))
        return
      }
      const file = join(assets, normalize(url.pathname))
      const found = extname(file) === '' ? join(assets, 'index.html') : file
      try {
        const bytes = await readFile(found)
        response.writeHead(200, { 'content-type': types[extname(found)] ?? 'application/octet-stream' })
        response.end(bytes)
      } catch {
        response.writeHead(404).end()
      }
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('not listening on a port')
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { url: `http://127.0.0.1:${address.port}`, close, [Symbol.asyncDispose]: close }
}

async function asRequest(request: IncomingMessage, url: URL): Promise<Request> {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers)) if (typeof value === 'string') headers.set(name, value)
  const body = await buffer(request)
  return new Request(url, { method: request.method ?? 'GET', headers, ...(body.length > 0 ? { body } : {}) })
}
