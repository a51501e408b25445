import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import type { ByteStream } from '../crypto/seeded.ts'
import type { Faults, Occasion } from '../faults/faults.ts'
import type { KeyStore } from '../pki/key-store.ts'
import type { CallName, FaultInput, FaultKind } from '../simulator-api.ts'
import type { Merchant } from '../state/merchant.ts'
import { parseAuthorization } from './authorization.ts'
import { type Answer, type Endpoint, type EndpointServices, json } from './endpoint.ts'
import { admit, checkPlatformSerial } from './gate.ts'
import { boundaryOf, type Part, parseMultipart } from './multipart.ts'
import { withOtherShapes, withUnknownWords } from '../faults/odd-answers.ts'
import { BodyTooLarge, headerOf, type RawRequest, readRequest } from './raw-request.ts'
import { PlatformRefusal, refuse } from './refusals.ts'
import type { RequestLog } from './request-log.ts'
import { createRouter, type Match } from './router.ts'
import { type SignatureSpoil, signatureHeaders } from './signed-answer.ts'
import type { WireTime } from './wire-clock.ts'

export interface PlatformHandlerServices extends EndpointServices {
  readonly now: () => number
  readonly keys: KeyStore
  readonly wireTime: WireTime
  readonly faults: Faults
  readonly log: RequestLog
  /** Throws a refusal when this caller has asked too often. */
  readonly limit: (mchid: string, call: CallName) => void
  /** Whether this message is to carry a probe signature. */
  readonly probe: () => boolean
  readonly random: ByteStream
}

/** Upload: 2 MB of picture and some form around it; everything else is small. */
const MAX_BODY = 4 * 1024 * 1024
const DEFAULT_LATENCY = 1000

/** What is known about one request by the time it is answered. */
interface Trail {
  caller: Merchant | undefined
  askedSerial: string | undefined
  signedMessage: string | null
  reason: string | null
  code: string | null
  fault: string | null
}

const BEFORE: readonly FaultKind[] = ['hang', 'reset', 'http-500', 'http-502-html', 'http-429']
const BEFORE_PAGES: readonly FaultKind[] = [...BEFORE, 'result-too-large']
const BEFORE_REPLIES: readonly FaultKind[] = [...BEFORE, 'not-repliable']
const SPOILS = ['wrong-signature', 'unknown-serial', 'stale-clock', 'signtest'] as const
const READS: ReadonlySet<CallName | undefined> = new Set(['list', 'detail', 'history'])
const ODD: readonly FaultKind[] = ['unknown-enum', 'object-or-array']
const CUTS: readonly FaultKind[] = ['half-open', 'truncated-body']

/** Serves the platform's own paths. */
export function createPlatformHandler(
  endpoints: readonly Endpoint[],
  services: PlatformHandlerServices,
): (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void> {
  const route = createRouter(endpoints)
  let count = 0

  return async (incoming, outgoing) => {
    const started = performance.now()
    const at = new Date(services.now()).toISOString()
    const unique = services.random(16).toString('hex').toUpperCase()
    const trail: Trail = {
      caller: undefined,
      askedSerial: undefined,
      signedMessage: null,
      reason: null,
      code: null,
      fault: null,
    }
    const target = incoming.url ?? '/'
    const match = route(incoming.method ?? 'GET', target.split('?')[0] ?? '/')
    const occasion: Occasion = {
      call: match?.endpoint.call,
      mchid: parseAuthorization(incoming.headers.authorization ?? '')?.mchid,
    }
    const note = (status: number | null, suffix: string): void => {
      count += 1
      services.log.add({
        id: `request-${count}`,
        at,
        method: incoming.method ?? 'GET',
        path: target,
        call: match?.endpoint.call ?? null,
        mchid: trail.caller?.mchid ?? occasion.mchid ?? null,
        status,
        code: trail.code,
        reason: trail.reason,
        requestId: `${unique}-${suffix}`,
        durationMs: Math.round((performance.now() - started) * 10) / 10,
        signedMessage: trail.signedMessage,
        fault: trail.fault,
      })
    }
    const struck = (kinds: readonly FaultKind[]): FaultInput | undefined => {
      const fault = services.faults.strike(kinds, occasion)
      if (fault !== undefined) trail.fault = trail.fault === null ? fault.kind : `${trail.fault}, ${fault.kind}`
      return fault
    }

    const latency = struck(['latency'])
    if (latency !== undefined) await pause(latency.delayMs ?? DEFAULT_LATENCY)

    const early = struck(earlyKinds(occasion.call))
    if (early?.kind === 'hang' || early?.kind === 'reset') {
      note(null, '0')
      if (early.kind === 'reset') incoming.socket.resetAndDestroy()
      else incoming.resume()
      return
    }
    let answer: Answer
    let suffix = '0'
    try {
      const request = await readRequest(incoming, MAX_BODY)
      if (early !== undefined) answer = answerOfFault(early.kind)
      else answer = serve(request, match, trail, isPaged(occasion.call) && struck(['pages-shifting']) !== undefined)
    } catch (error) {
      const refusal = refusalOf(error)
      trail.code = refusal.code
      trail.reason = error instanceof PlatformRefusal ? refusal.en : String(error)
      suffix = refusal.numeric
      answer = refusalAnswer(refusal, incoming.headers['accept-language'])
    }
    if (answer.status < 300 && struck(['drop-answer-after-commit']) !== undefined) {
      note(null, suffix)
      incoming.socket.destroy()
      return
    }
    if (READS.has(occasion.call) && answer.status === 200) {
      const odd = struck(ODD)?.kind
      if (odd === 'unknown-enum') answer = { ...answer, body: withUnknownWords(answer.body) }
      if (odd === 'object-or-array') answer = { ...answer, body: withOtherShapes(answer.body) }
    }
    const spoil = spoilOf(struck(SPOILS)?.kind) ?? (services.probe() ? 'signtest' : undefined)
    const headers: Record<string, string> = {
      'Request-ID': `${unique}-${suffix}`,
      'Cache-Control': 'no-cache, must-revalidate',
      'Content-Language': isEnglish(incoming.headers['accept-language']) ? 'en' : 'zh-CN',
      'X-Content-Type-Options': 'nosniff',
      Server: 'nginx',
    }
    if (answer.contentType !== undefined) headers['Content-Type'] = answer.contentType
    if (answer.status !== 204) headers['Content-Length'] = String(answer.body.length)
    if (answer.signed) {
      const key = services.platformKeys.forAnswer(trail.caller, trail.askedSerial, unique)
      const nonce = services.random(16).toString('hex').toUpperCase()
      const seconds = services.wireTime.secondsFor(trail.caller?.mchid)
      Object.assign(headers, await signatureHeaders(key, seconds, nonce, answer.body, spoil))
    }
    const cut = struck(CUTS)?.kind
    note(answer.status, suffix)
    outgoing.writeHead(answer.status, headers)
    if (cut === undefined) {
      outgoing.end(answer.body)
      return
    }
    // Half of what was promised; then the line goes dead, or silent.
    outgoing.write(answer.body.subarray(0, Math.floor(answer.body.length / 2)), () => {
      if (cut === 'truncated-body') incoming.socket.destroy()
    })
  }

  function serve(request: RawRequest, match: Match | undefined, trail: Trail, shifted: boolean): Answer {
    const parts = match?.endpoint.multipart === true ? readParts(request) : []
    const meta = parts.find((part) => part.name === 'meta')
    const signedBody = match?.endpoint.multipart === true && meta !== undefined ? meta.content : request.body
    const caller = admit(
      request,
      signedBody,
      { merchants: services.state.merchants, platformKeys: services.platformKeys, wireTime: services.wireTime },
      (message) => {
        trail.signedMessage = message
      },
    )
    trail.caller = caller
    if (match !== undefined) services.limit(caller.mchid, match.endpoint.call)
    else throw refuse.notFound()
    trail.askedSerial = checkPlatformSerial(request, caller, services.platformKeys)
    return match.endpoint.handle({
      request,
      caller,
      params: match.params,
      parts,
      shifted,
      now: services.now(),
      services,
    })
  }
}

// An upload whose layout is broken has no signed text at all; it fails at the signature, or here when it is no form.
function readParts(request: RawRequest): Part[] {
  const boundary = boundaryOf(headerOf(request, 'content-type') ?? '')
  return (boundary === undefined ? undefined : parseMultipart(request.body, boundary)) ?? []
}

function refusalOf(error: unknown): PlatformRefusal {
  if (error instanceof PlatformRefusal) return error
  if (error instanceof BodyTooLarge) return refuse.bodyTooLarge()
  return refuse.systemError()
}

const isEnglish = (language: string | undefined): boolean => language?.trim().toLowerCase().startsWith('en') === true

function refusalAnswer(refusal: PlatformRefusal, language: string | undefined): Answer {
  return json(
    {
      code: refusal.code,
      message: isEnglish(language) ? refusal.en : refusal.zh,
      ...(refusal.detail === undefined ? {} : { detail: refusal.detail }),
    },
    refusal.status,
  )
}

const isPaged = (call: CallName | undefined): boolean => call === 'list' || call === 'history'

function earlyKinds(call: CallName | undefined): readonly FaultKind[] {
  if (isPaged(call)) return BEFORE_PAGES
  return call === 'reply' ? BEFORE_REPLIES : BEFORE
}

const spoilOf = (kind: FaultKind | undefined): SignatureSpoil | undefined =>
  SPOILS.find((candidate) => candidate === kind)

const GATEWAY_PAGE =
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n'

function answerOfFault(kind: FaultKind): Answer {
  if (kind === 'http-502-html') {
    return { status: 502, body: Buffer.from(GATEWAY_PAGE), contentType: 'text/html', signed: false }
  }
  if (kind === 'http-429') throw refuse.rateLimited()
  if (kind === 'result-too-large') throw refuse.resultTooLarge()
  if (kind === 'not-repliable') throw refuse.notRepliable()
  throw refuse.systemError()
}
