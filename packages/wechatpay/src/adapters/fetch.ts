import { type AdapterOptions, answerNotification, DEFAULT_MAX_BYTES, parsedAlready, tooLarge } from './answer.ts'

/** The part of a standard `Request` that is used. */
export interface RequestLike {
  readonly headers: { get(name: string): string | null }
  readonly bodyUsed: boolean
  /** Read piece by piece, so that no sender fills the memory. Without it the whole body is read at once. */
  readonly body?: BodyStream | null | undefined
  arrayBuffer(): Promise<ArrayBuffer>
}

/** The part of the standard `ReadableStream` that is used. */
export interface BodyStream {
  getReader(): {
    read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>
    cancel(): Promise<void>
  }
}

const FETCH_REMEDY =
  'The body of the request was read before: call this handler first, or pass it request.clone() made before reading.'
const HONO_REMEDY =
  'A middleware read the body, such as a validator or c.req.json(): move it behind this handler, since Hono prints JSON again from what was parsed.'

/** A handler for everything that speaks the standard `Request` and `Response`. */
export const fetchHandler =
  (options: AdapterOptions): ((request: RequestLike) => Promise<Response>) =>
  (request) =>
    answerRequest(options, request, FETCH_REMEDY)

/** A handler for Hono: `app.post(path, honoHandler(…))`, before anything that reads the body. */
export const honoHandler =
  (options: AdapterOptions): ((context: { readonly req: { readonly raw: RequestLike } }) => Promise<Response>) =>
  (context) =>
    answerRequest(options, context.req.raw, HONO_REMEDY)

async function answerRequest(options: AdapterOptions, request: RequestLike, remedy: string): Promise<Response> {
  const maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES
  const answer = await answerNotification(options, request.headers, async () => {
    if (request.bodyUsed) throw parsedAlready(remedy)
    if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes)
    if (request.body !== undefined && request.body !== null) return readStream(request.body, maxBytes)
    const body = new Uint8Array(await request.arrayBuffer())
    if (body.length > maxBytes) throw tooLarge(maxBytes)
    return body
  })
  return answer.body === ''
    ? new Response(null, { status: answer.status })
    : new Response(answer.body, {
        status: answer.status,
        headers: { 'content-type': 'application/json; charset=utf-8' },
      })
}

async function readStream(body: BodyStream, maxBytes: number): Promise<Uint8Array> {
  const reader = body.getReader()
  const chunks: Uint8Array[] = []
  let size = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done || value === undefined) return Buffer.concat(chunks, size)
    size += value.length
    if (size > maxBytes) {
      // Not waited for: the sender is answered now, whether its stream can be ended or not.
      reader.cancel().catch(() => undefined)
      throw tooLarge(maxBytes)
    }
    chunks.push(value)
  }
}
