import type { IncomingHttpHeaders } from 'node:http'
import { type AdapterOptions, answerNotification, DEFAULT_MAX_BYTES, parsedAlready, tooLarge } from './answer.ts'

/** The part of a Fastify instance that is used. */
export interface FastifyLike {
  removeAllContentTypeParsers(): unknown
  addContentTypeParser(
    type: string,
    options: { readonly parseAs: 'buffer'; readonly bodyLimit: number },
    parser: (request: unknown, body: Buffer, done: (error: Error | null, body?: Buffer) => void) => void,
  ): unknown
  route(options: {
    readonly method: 'POST'
    readonly url: string
    readonly handler: (request: FastifyRequestLike, reply: FastifyReplyLike) => Promise<unknown>
  }): unknown
}

export interface FastifyRequestLike {
  readonly headers: IncomingHttpHeaders
  readonly body: unknown
}

export interface FastifyReplyLike {
  code(status: number): FastifyReplyLike
  type(contentType: string): FastifyReplyLike
  send(body?: unknown): FastifyReplyLike
}

const REMEDY =
  'Register the notifications with app.register(fastifyNotifications, …): within the plugin the body stays a Buffer. On a route of your own, move the JSON content type parser elsewhere and add one with { parseAs: "buffer" }.'

/**
 * A Fastify plugin with one route: `app.register(fastifyNotifications, { path, receiver, handle })`. Its content type
 * parser holds inside the plugin only; the JSON parser of the application stays as it is.
 */
export function fastifyNotifications(
  app: FastifyLike,
  options: AdapterOptions & { readonly path: string },
  done: (error?: Error) => void,
): void {
  app.removeAllContentTypeParsers()
  // Far above the limit of the adapter, which answers in the shape the platform expects.
  const bodyLimit = 8 * (options.maxBytes ?? DEFAULT_MAX_BYTES)
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_, body, parsed) => parsed(null, body))
  app.route({ method: 'POST', url: options.path, handler: fastifyHandler(options) })
  done()
}

/** A handler for a Fastify route whose content type parser leaves a Buffer. */
export function fastifyHandler(
  options: AdapterOptions,
): (request: FastifyRequestLike, reply: FastifyReplyLike) => Promise<unknown> {
  const maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES
  return async (request, reply) => {
    const answer = await answerNotification(options, request.headers, () => {
      if (!(request.body instanceof Uint8Array)) throw parsedAlready(REMEDY)
      if (request.body.length > maxBytes) throw tooLarge(maxBytes)
      return request.body
    })
    const coded = reply.code(answer.status)
    return answer.body === '' ? coded.send() : coded.type('application/json; charset=utf-8').send(answer.body)
  }
}
