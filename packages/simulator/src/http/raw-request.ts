import type { IncomingMessage } from 'node:http'

/** A request exactly as it came: nothing decoded, nothing parsed. */
export interface RawRequest {
  readonly method: string
  /** Path and query as they travelled. */
  readonly target: string
  readonly path: string
  /** Without the question mark; empty when there is none. */
  readonly query: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
}

export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge'
}

/** @throws {BodyTooLarge} beyond `limit` bytes; the rest is read and thrown away, so that an answer can be sent */
export async function readRequest(incoming: IncomingMessage, limit: number): Promise<RawRequest> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming) {
    const bytes: Buffer = chunk
    size += bytes.length
    if (size <= limit) chunks.push(bytes)
  }
  if (size > limit) throw new BodyTooLarge(`more than ${limit} bytes`)
  const target = incoming.url ?? '/'
  const mark = target.indexOf('?')
  return {
    method: incoming.method ?? 'GET',
    target,
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? '' : target.slice(mark + 1),
    headers: incoming.headers,
    body: Buffer.concat(chunks),
  }
}

/** One header's text; undefined when it is absent, empty or came more than once. */
export function headerOf(request: RawRequest, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}
