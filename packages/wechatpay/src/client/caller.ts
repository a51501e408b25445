import type { KeyKeeper } from '../certificates/key-keeper.ts'
import { type SanitisedRequest, TransportError } from '../errors.ts'
import type { ImageSource } from '../images/download.ts'
import type { Keyring } from '../keys/keyring.ts'
import { readSignatureHeaders, verifySignature } from '../signing/verify-signature.ts'
import { readAnswerJson } from '../transport/answer-json.ts'
import { fetchUnsigned } from '../transport/attempt.ts'
import { AttemptFailure } from '../transport/failure.ts'
import { readRefusal } from '../transport/refusal.ts'
import type { Answer, UnsignedRequest } from '../transport/request.ts'
import { nothingToProve, type Prove, send } from '../transport/send.ts'
import type { Connection } from './connection.ts'
import type { CallOptions } from './types.ts'

/** The three kinds of answers the platform gives. */
export interface Caller {
  json(request: UnsignedRequest, options: CallOptions | undefined): Promise<unknown>
  /** For 204; a body is proved and ignored. */
  nothing(request: UnsignedRequest, options: CallOptions | undefined): Promise<void>
  answer(request: UnsignedRequest, options: CallOptions | undefined): Promise<Answer>
  file(source: ImageSource, maxBytes: number, options: CallOptions | undefined): Promise<Answer>
}

export function createCaller(connection: Connection, keyring: Keyring, keeper: KeyKeeper): Caller {
  const prove: Prove = async (answer) => {
    const headers = readSignatureHeaders(answer.headers)
    if (keyring.find(headers.serial) === undefined) await keeper.learn(headers.serial)
    verifySignature(headers, answer.body, keyring, Math.floor(connection.now().getTime() / 1000))
  }
  const proved = async (request: UnsignedRequest, options: CallOptions | undefined): Promise<Answer> => {
    const limits = connection.limits(options)
    // An aborted call goes on to send(), which reports it with its request.
    await untilAborted(keeper.prepare(), limits.signal)
    return send(connection, withPlatformSerial(request, keyring), limits, prove)
  }
  return {
    answer: proved,
    json: async (request, options) => readAnswerJson(await proved(request, options)),
    nothing: async (request, options) => {
      await proved(request, options)
    },
    file: (source, maxBytes, options) =>
      source.kind === 'signed'
        ? send(connection, source.request, connection.limits(options, maxBytes), nothingToProve)
        : plainFile(connection, source.url, maxBytes, options),
  }
}

/** Settles with the work, or resolves as soon as the signal fires. */
async function untilAborted(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return work
  let stop = (): void => undefined
  const aborted = new Promise<void>((resolve) => {
    stop = resolve
    if (signal.aborted) resolve()
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** Naming the public key makes the platform sign its answer with it while a merchant is switched over. */
function withPlatformSerial(request: UnsignedRequest, keyring: Keyring): UnsignedRequest {
  if (request.platformSerial !== undefined) return request
  const publicKey = keyring.list().find((key) => key.kind === 'public-key')
  return publicKey === undefined ? request : { ...request, platformSerial: publicKey.serial }
}

async function plainFile(
  connection: Connection,
  url: URL,
  maxBytes: number,
  options: CallOptions | undefined,
): Promise<Answer> {
  // The path of such an address is a key in itself and stays out of errors.
  const request: SanitisedRequest = { method: 'GET', path: '/', host: url.host }
  try {
    const answer = await fetchUnsigned(connection, url, connection.limits(options, maxBytes))
    if (answer.status !== 200) throw readRefusal(answer, request)
    return answer
  } catch (error) {
    if (!(error instanceof AttemptFailure)) throw error
    const code = error.kind === 'timeout' ? 'TIMEOUT' : error.kind === 'aborted' ? 'ABORTED' : 'CONNECTION_FAILED'
    throw new TransportError(code, `the picture at ${url.host} could not be fetched`, { request, cause: error.cause })
  }
}
