import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { withOtherShapes, withUnknownWords } from '../faults/odd-answers.ts'
import type { CallName, FaultKind } from '../simulator-api.ts'
import type { Answer, Endpoint, EndpointServices } from './endpoint.ts'
import { admit, checkPlatformSerial } from './gate.ts'
import { boundaryOf, type Part, parseMultipart } from './multipart.ts'
import { headerOf, type RawRequest, readRequest } from './raw-request.ts'
import { refusalAnswer, refusalOf } from './refusal-answer.ts'
import { PlatformRefusal, refuse } from './refusals.ts'
import { createRouter } from './router.ts'
import { type SendServices, sendAnswer } from './send-answer.ts'
import { Trail, type TrailServices } from './trail.ts'

export interface PlatformHandlerServices extends EndpointServices, SendServices, TrailServices {
  /** Throws a refusal when this caller has asked too often. */
  readonly limit: (mchid: string, call: CallName) => void
}

/** Upload: 2 MB of picture and some form around it; everything else is small. */
const MAX_BODY = 4 * 1024 * 1024
const DEFAULT_LATENCY = 1000

const BEFORE: readonly FaultKind[] = ['hang', 'reset', 'http-500', 'http-502-html', 'http-429']
const BEFORE_PAGES: readonly FaultKind[] = [...BEFORE, 'result-too-large']
const BEFORE_REPLIES: readonly FaultKind[] = [...BEFORE, 'not-repliable']
const READS: ReadonlySet<CallName | undefined> = new Set(['list', 'detail', 'history'])
const ODD: readonly FaultKind[] = ['unknown-enum', 'object-or-array']

/** Serves the platform's own paths. */
export function createPlatformHandler(
  endpoints: readonly Endpoint[],
  services: PlatformHandlerServices,
): (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void> {
  const route = createRouter(endpoints)
  let count = 0

  return async (incoming, outgoing) => {
    count += 1
    const match = route(incoming.method ?? 'GET', (incoming.url ?? '/').split('?')[0] ?? '/')
    const trail = new Trail(services, incoming, match, services.random(16).toString('hex').toUpperCase(), count)

    const latency = trail.struck(['latency'])
    if (latency !== undefined) await pause(latency.delayMs ?? DEFAULT_LATENCY)
    const early = trail.struck(earlyKinds(trail.occasion.call))?.kind
    if (early === 'hang' || early === 'reset') {
      trail.note(null)
      if (early === 'reset') incoming.socket.resetAndDestroy()
      else incoming.resume()
      return
    }

    const answer = await answerTo(incoming, trail, early)
    if (answer.status < 300 && trail.struck(['drop-answer-after-commit']) !== undefined) {
      trail.note(null)
      incoming.socket.destroy()
      return
    }
    await sendAnswer(oddly(answer, trail), trail, incoming, outgoing, services)
  }

  async function answerTo(incoming: IncomingMessage, trail: Trail, early: FaultKind | undefined): Promise<Answer> {
    try {
      const request = await readRequest(incoming, MAX_BODY)
      return early === undefined ? serve(request, trail) : answerOfFault(early)
    } catch (error) {
      const refusal = refusalOf(error)
      trail.code = refusal.code
      trail.suffix = refusal.numeric
      trail.reason = error instanceof PlatformRefusal ? refusal.en : String(error)
      return refusalAnswer(refusal, incoming.headers['accept-language'])
    }
  }

  function serve(request: RawRequest, trail: Trail): Answer {
    const { match } = trail
    const parts = match?.endpoint.multipart === true ? readParts(request) : []
    const meta = parts.find((part) => part.name === 'meta')
    const { platformKeys, wireTime, state } = services
    const caller = admit(
      request,
      meta?.content ?? request.body,
      { merchants: state.merchants, platformKeys, wireTime },
      (message) => trail.noteSigned(message),
    )
    trail.caller = caller
    if (match === undefined) throw refuse.notFound()
    services.limit(caller.mchid, match.endpoint.call)
    trail.askedSerial = checkPlatformSerial(request, caller, platformKeys)
    const shifted = isPaged(match.endpoint.call) && trail.struck(['pages-shifting']) !== undefined
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

const isPaged = (call: CallName | undefined): boolean => call === 'list' || call === 'history'

function earlyKinds(call: CallName | undefined): readonly FaultKind[] {
  if (isPaged(call)) return BEFORE_PAGES
  return call === 'reply' ? BEFORE_REPLIES : BEFORE
}

/** The answer of a read as a fault will have it. */
function oddly(answer: Answer, trail: Trail): Answer {
  if (!READS.has(trail.occasion.call) || answer.status !== 200) return answer
  const odd = trail.struck(ODD)?.kind
  if (odd === 'unknown-enum') return { ...answer, body: withUnknownWords(answer.body) }
  return odd === 'object-or-array' ? { ...answer, body: withOtherShapes(answer.body) } : answer
}

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
