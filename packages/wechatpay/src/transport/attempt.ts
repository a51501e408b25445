import type { Fetch, FetchAnswer } from '../client/types.ts'
import { ProtocolError } from '../errors.ts'
import type { MerchantIdentity } from '../keys/merchant-identity.ts'
import { authorizationHeader } from '../signing/sign-request.ts'
import { AttemptFailure, failureKind } from './failure.ts'
import type { Answer, UnsignedRequest } from './request.ts'

/** What every attempt needs, and nothing that a hook could leak. */
export interface AttemptSetting {
  readonly identity: MerchantIdentity
  readonly fetch: Fetch
  readonly now: () => Date
  readonly randomBytes: (size: number) => Uint8Array
  readonly userAgent: string
  readonly acceptLanguage: string | undefined
}

export interface AttemptLimits {
  readonly timeoutMs: number
  readonly maxBytes: number
  readonly signal: AbortSignal | undefined
}

/**
 * Signs and sends once. The path that is signed is the one the URL parser will put on the wire.
 * @throws {AttemptFailure} when no whole answer came
 */
export async function sendOnce(
  setting: AttemptSetting,
  request: UnsignedRequest,
  host: URL,
  limits: AttemptLimits,
): Promise<Answer> {
  const url = wireUrl(host, request.path)
  const headers = await requestHeaders(setting, request, url)
  const body = request.multipart?.bytes ?? request.body
  return exchange(
    setting.fetch,
    url,
    { method: request.method, headers, ...(body === undefined ? {} : { body }) },
    limits,
  )
}

/** Fetches a plain address of another host: without Authorization, since it is nobody else's business. */
export const fetchUnsigned = (setting: AttemptSetting, url: URL, limits: AttemptLimits): Promise<Answer> =>
  exchange(setting.fetch, url, { method: 'GET', headers: { Accept: '*/*', 'User-Agent': setting.userAgent } }, limits)

/** The address as it travels. Both the signature and the request line take path and query from here. */
export function wireUrl(host: URL, path: string): URL {
  if (!path.startsWith('/') || path.startsWith('//')) {
    throw new ProtocolError('ARGUMENT_INVALID', 'the path of a request starts with exactly one slash', {
      field: 'path',
    })
  }
  const url = new URL(path, host)
  if (url.origin !== host.origin)
    throw new ProtocolError('ARGUMENT_INVALID', 'the path leads to another host', { field: 'path' })
  url.hash = ''
  return url
}

export const signedPath = (url: URL): string => url.pathname + url.search

async function requestHeaders(
  setting: AttemptSetting,
  request: UnsignedRequest,
  url: URL,
): Promise<Record<string, string>> {
  const signed = { method: request.method, path: signedPath(url), body: request.multipart?.signedText ?? request.body }
  const stamp = { timestamp: Math.floor(setting.now().getTime() / 1000), nonce: nonce(setting.randomBytes) }
  const headers: Record<string, string> = {
    Accept: request.accept ?? 'application/json',
    'User-Agent': setting.userAgent,
    Authorization: await authorizationHeader(setting.identity, signed, stamp),
  }
  if (request.multipart !== undefined) headers['Content-Type'] = request.multipart.contentType
  else if (request.body !== undefined) headers['Content-Type'] = 'application/json'
  if (setting.acceptLanguage !== undefined) headers['Accept-Language'] = setting.acceptLanguage
  if (request.platformSerial !== undefined) headers['Wechatpay-Serial'] = request.platformSerial
  return headers
}

/** 32 hexadecimal digits. */
const nonce = (randomBytes: (size: number) => Uint8Array): string =>
  Buffer.from(randomBytes(16)).toString('hex').toUpperCase()

export type Sendable = Omit<Parameters<Fetch>[1], 'signal' | 'redirect'>

/** Sends as it is and reads the whole answer within the limits. */
export async function exchange(fetch: Fetch, url: URL, init: Sendable, limits: AttemptLimits): Promise<Answer> {
  const controller = new AbortController()
  // A fetch that was passed in may ignore its signal; the limits hold all the same.
  const cut = new Promise<never>((_, reject) => {
    controller.signal.addEventListener('abort', () => reject(new Error('the attempt was cut off')), { once: true })
  })
  let timedOut = false
  const timer = setTimeout(() => {
    timedOut = true
    controller.abort()
  }, limits.timeoutMs)
  const onAbort = (): void => controller.abort()
  limits.signal?.addEventListener('abort', onAbort, { once: true })
  try {
    limits.signal?.throwIfAborted()
    return await Promise.race([exchangeWhole(fetch, url, init, limits, controller.signal), cut])
  } catch (error) {
    if (error instanceof ProtocolError) throw error
    if (limits.signal?.aborted === true) throw new AttemptFailure('aborted', error)
    throw new AttemptFailure(timedOut ? 'timeout' : failureKind(error), error)
  } finally {
    clearTimeout(timer)
    limits.signal?.removeEventListener('abort', onAbort)
  }
}

async function exchangeWhole(
  fetch: Fetch,
  url: URL,
  init: Sendable,
  limits: AttemptLimits,
  signal: AbortSignal,
): Promise<Answer> {
  const answer = await fetch(url.href, { ...init, signal, redirect: 'manual' })
  const body = await readBody(answer, limits.maxBytes)
  return {
    status: answer.status,
    headers: answer.headers,
    body,
    requestId: answer.headers.get('request-id') ?? undefined,
  }
}

async function readBody(answer: FetchAnswer, maxBytes: number): Promise<Uint8Array> {
  if (answer.body === null) return new Uint8Array(0)
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of answer.body) {
    size += chunk.length
    if (size > maxBytes) {
      throw new ProtocolError('ANSWER_TOO_LARGE', `the answer is larger than ${maxBytes} bytes`)
    }
    chunks.push(chunk)
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size)
}
