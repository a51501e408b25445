import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  type AdapterOptions,
  answerNotification,
  DEFAULT_MAX_BYTES,
  type NotificationAnswer,
  parsedAlready,
  tooLarge,
} from './answer.ts'

const REMEDY =
  'Something read the request before this handler: call the handler first, or hand it the raw bytes as a Buffer in request.body.'

/** A listener for `http.createServer` or for one route of it. Answers whatever happens. */
export function nodeHandler(
  options: AdapterOptions,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    writeAnswer(
      response,
      await answerNotification(options, request.headers, () => readRawBody(request, undefined, options, REMEDY)),
    )
  }
}

/**
 * The raw bytes of a request: those that a raw parser left in `parsed`, or those still in the stream.
 * @throws {ProtocolError} `BODY_PARSED_ALREADY` | `BODY_TOO_LARGE`
 */
export async function readRawBody(
  request: IncomingMessage,
  parsed: unknown,
  options: AdapterOptions,
  remedy: string,
): Promise<Uint8Array> {
  const maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES
  if (parsed instanceof Uint8Array) {
    if (parsed.length > maxBytes) throw tooLarge(maxBytes)
    return parsed
  }
  if (parsed !== undefined || request.readableDidRead) throw parsedAlready(remedy)
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request) {
    if (!(chunk instanceof Uint8Array)) throw parsedAlready(remedy)
    size += chunk.length
    // The rest is still read, so that the answer reaches a sender that writes before it listens.
    if (size <= maxBytes) chunks.push(chunk)
  }
  if (size > maxBytes) throw tooLarge(maxBytes)
  return Buffer.concat(chunks, size)
}

export function writeAnswer(response: ServerResponse, answer: NotificationAnswer): void {
  if (answer.body === '') response.writeHead(answer.status).end()
  else response.writeHead(answer.status, { 'content-type': 'application/json; charset=utf-8' }).end(answer.body)
}
