import type { IncomingMessage, ServerResponse } from 'node:http'
import { type AdapterOptions, answerNotification } from './answer.ts'
import { readRawBody, writeAnswer } from './node.ts'

const REMEDY =
  'Move app.use(express.json()) behind the route of this handler, or give the route express.raw({ type: "*/*" }) in its place.'

/** A handler for Express 4 and 5: `app.post(path, expressHandler(…))`, before any body parser. */
export function expressHandler(
  options: AdapterOptions,
): (request: IncomingMessage & { readonly body?: unknown }, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const readBody = (): Promise<Uint8Array> => readRawBody(request, request.body, options, REMEDY)
    writeAnswer(response, await answerNotification(options, request.headers, readBody))
  }
}
