import type { IncomingMessage } from 'node:http'
import { type AdapterOptions, answerNotification } from './answer.ts'
import { readRawBody } from './node.ts'

/** The part of a Koa context that is used. */
export interface KoaContext {
  readonly req: IncomingMessage
  readonly request: { readonly body?: unknown }
  status: number
  body: unknown
  type: string
}

const REMEDY = 'Move app.use(bodyParser()) behind this middleware, or exclude the notification path from it.'

/** A Koa middleware that ends the request; put it on its path, before any body parser. */
export function koaHandler(options: AdapterOptions): (context: KoaContext) => Promise<void> {
  return async (context) => {
    const readBody = (): Promise<Uint8Array> => readRawBody(context.req, context.request.body, options, REMEDY)
    const answer = await answerNotification(options, context.req.headers, readBody)
    context.status = answer.status
    if (answer.body === '') return
    context.type = 'application/json; charset=utf-8'
    context.body = answer.body
  }
}
