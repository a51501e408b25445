import { systemRandomBytes } from '../../client/defaults.ts'
import { ProtocolError } from '../../errors.ts'
import type { InboundPush } from './inbound-push.ts'
import { NEUTRAL_ANSWER, sealReply, writeTextReply } from './passive-reply.ts'
import type { PushQuery, PushSettings } from './push-settings.ts'
import { answerAddressCheck, receivePush } from './receive-push.ts'

export interface PushRequest {
  readonly method: string
  readonly query: PushQuery
  /** Bytes exactly as received; empty for GET. */
  readonly body: Uint8Array
}

export interface PushAnswer {
  readonly status: 200 | 400 | 403 | 405 | 503
  readonly contentType: 'text/plain; charset=utf-8' | 'application/xml; charset=utf-8'
  readonly body: string
}

export interface PushHandlerOptions {
  readonly settings: PushSettings
  /**
   * Keeps the push durably, recognising a repeated one by its `deduplicationKey`. May resolve to a text for the payer.
   * Work that takes longer belongs behind it.
   */
  readonly accept: (push: InboundPush) => Promise<string | undefined>
  readonly now?: (() => Date) | undefined
  readonly randomBytes?: ((size: number) => Uint8Array) | undefined
  /** The platform hangs up after 5 s; by then it must have an answer. Default 4500 ms. */
  readonly answerWithinMs?: number | undefined
  /** Told why a request was refused, or why `accept` failed. */
  readonly onRefusal?: ((error: unknown) => void) | undefined
}

/**
 * Answers the address check and pushes of one account, for any HTTP server. Success is answered only once `accept` has
 * resolved; when it fails or takes too long the answer is 503, upon which the platform repeats the push.
 */
export function createPushHandler(options: PushHandlerOptions): (request: PushRequest) => Promise<PushAnswer> {
  const { settings, accept, answerWithinMs = 4500 } = options
  const now = options.now ?? (() => new Date())
  const randomBytes = options.randomBytes ?? systemRandomBytes
  const refuse = (status: PushAnswer['status'], error: unknown): PushAnswer => {
    options.onRefusal?.(error)
    return plain(status, '')
  }

  const receive = async (request: PushRequest): Promise<PushAnswer> => {
    const { push, cipher } = receivePush({ query: request.query, body: request.body, settings, now: now() })
    const outcome = await withinTime(accept(push), answerWithinMs)
    if (outcome.kind === 'failed') return refuse(503, outcome.error)
    if (outcome.reply === undefined) return plain(200, NEUTRAL_ANSWER)
    const reply = writeTextReply(push, outcome.reply, now())
    const nonce = Buffer.from(randomBytes(5)).toString('hex')
    const body =
      cipher === undefined ? reply : sealReply(reply, settings, cipher, { now: now(), nonce, random: randomBytes(16) })
    return { status: 200, contentType: 'application/xml; charset=utf-8', body }
  }

  return async (request) => {
    try {
      if (request.method === 'GET') return plain(200, answerAddressCheck(request.query, settings, now()))
      if (request.method === 'POST') return await receive(request)
      return plain(405, '')
    } catch (error) {
      if (!(error instanceof ProtocolError)) return refuse(503, error)
      return refuse(error.code === 'SIGNATURE_INVALID' || error.code === 'TIMESTAMP_OUT_OF_RANGE' ? 403 : 400, error)
    }
  }
}

const plain = (status: PushAnswer['status'], body: string): PushAnswer => ({
  status,
  contentType: 'text/plain; charset=utf-8',
  body,
})

type Outcome =
  | { readonly kind: 'kept'; readonly reply: string | undefined }
  | { readonly kind: 'failed'; readonly error: unknown }

function withinTime(work: Promise<string | undefined>, milliseconds: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const timer = setTimeout(
      () => resolve({ kind: 'failed', error: new Error(`the push was not kept within ${milliseconds} ms`) }),
      milliseconds,
    )
    void work
      .then(
        (reply) => resolve({ kind: 'kept', reply }),
        (error: unknown) => resolve({ kind: 'failed', error }),
      )
      .finally(() => clearTimeout(timer))
  })
}
