import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import type { Faults, Occasion } from '../faults/faults.ts'
import { boundaryOf, type Part, parseMultipart } from '../http/multipart.ts'
import { BodyTooLarge, headerOf, type RawRequest, readRequest } from '../http/raw-request.ts'
import type { RequestLog } from '../http/request-log.ts'
import type { Rights } from '../rights/rights.ts'
import { callbackAddresses, deliverNotify, updateFeedback } from '../rights/rights-calls.ts'
import type { CallName, FaultInput, FaultKind } from '../simulator-api.ts'
import { type ApiAnswer, type ApiCall, json } from './api-call.ts'
import { ApiRefusal } from './api-refusal.ts'
import { downloadMedia, uploadMedia } from './media-calls.ts'
import { sendMessage, typing } from './message-calls.ts'
import type { OfficialPlatform } from './official-platform.ts'
import { answerTokenRequest, readTokenRequest } from './token-calls.ts'
import { checkToken, revoked } from './tokens.ts'

const CALLS: readonly ApiCall[] = [
  sendMessage,
  typing,
  uploadMedia,
  downloadMedia,
  updateFeedback,
  deliverNotify,
  callbackAddresses,
]
const TOKEN_PATHS = new Set(['/cgi-bin/token', '/cgi-bin/stable_token'])
const PREFIXES = ['/cgi-bin/', '/payfeedback/', '/pay/']

/** Whether a path belongs to this half of the platform. */
export const isOfficialPath = (path: string): boolean => PREFIXES.some((prefix) => path.startsWith(prefix))

export interface ApiHandlerServices {
  readonly official: OfficialPlatform
  readonly rights: Rights
  readonly faults: Faults
  readonly log: RequestLog
  readonly random: (length: number) => Buffer
}

/** Ten megabytes of video and some form around it. */
const MAX_BODY = 12 * 1024 * 1024
const DEFAULT_LATENCY = 1000
const EARLY: readonly FaultKind[] = [
  'hang',
  'reset',
  'http-500',
  'http-502-html',
  'http-429',
  'system-busy',
  'quota-used-up',
]
const CUTS: readonly FaultKind[] = ['half-open', 'truncated-body']

/** What is known about one request by the time it is answered. */
interface Trail {
  readonly call: CallName | undefined
  appId: string | undefined
  code: string | null
  reason: string | null
  readonly faults: FaultKind[]
}

interface Reply {
  readonly status: number
  readonly contentType: string
  readonly bytes: Uint8Array
}

/** Serves `/cgi-bin`, `/payfeedback` and `/pay`: status 200 throughout, `errcode` says what happened. */
export function createApiHandler(
  services: ApiHandlerServices,
): (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void> {
  const { official, faults, log, random } = services
  let count = 0

  return async (incoming, outgoing) => {
    const started = performance.now()
    const at = new Date(official.services.now()).toISOString()
    const target = new URL(incoming.url ?? '/', 'http://platform')
    const query = new Map(target.searchParams)
    const call = CALLS.find((candidate) => candidate.path === target.pathname)
    const trail: Trail = {
      call: TOKEN_PATHS.has(target.pathname) ? 'token' : call?.name,
      appId: appIdOf(query),
      code: null,
      reason: null,
      faults: [],
    }
    const occasion: Occasion = {
      call: trail.call,
      mchid: trail.appId === undefined ? undefined : numberOf(trail.appId),
    }
    const rid = [4, 4, 4].map((length) => random(length).toString('hex')).join('-')
    const strike = (kinds: readonly FaultKind[]): FaultInput | undefined => {
      const fault = faults.strike(kinds, occasion)
      if (fault !== undefined) trail.faults.push(fault.kind)
      return fault
    }
    const note = (status: number | null): void => {
      count += 1
      log.add({
        id: `official-request-${count}`,
        at,
        method: incoming.method ?? 'GET',
        path: withoutSecrets(target),
        call: trail.call ?? null,
        mchid: trail.appId === undefined ? null : numberOf(trail.appId),
        status,
        code: trail.code,
        reason: trail.reason,
        requestId: rid,
        durationMs: Math.round((performance.now() - started) * 10) / 10,
        signedMessage: null,
        signedMessageCutFrom: null,
        fault: trail.faults.length === 0 ? null : trail.faults.join(', '),
      })
    }

    const latency = strike(['latency'])
    if (latency !== undefined) await pause(latency.delayMs ?? DEFAULT_LATENCY)
    if (strike(['token-revoked']) !== undefined) revokeTokens(trail.appId)
    const early = strike(EARLY)?.kind
    if (early === 'hang' || early === 'reset') {
      note(null)
      if (early === 'reset') incoming.socket.resetAndDestroy()
      else incoming.resume()
      return
    }
    const reply = await answer(incoming, target, query, call, early, rid, trail)
    if (trail.code === null && strike(['drop-answer-after-commit']) !== undefined) {
      note(null)
      incoming.socket.destroy()
      return
    }
    const cut = strike(CUTS)?.kind
    note(reply.status)
    outgoing.writeHead(reply.status, {
      'Content-Type': reply.contentType,
      'Content-Length': String(reply.bytes.length),
      'Cache-Control': 'no-cache, must-revalidate',
    })
    if (cut === undefined) {
      outgoing.end(reply.bytes)
      return
    }
    outgoing.write(reply.bytes.subarray(0, Math.floor(reply.bytes.length / 2)), () => {
      if (cut === 'truncated-body') incoming.socket.destroy()
    })
  }

  async function answer(
    incoming: IncomingMessage,
    target: URL,
    query: ReadonlyMap<string, string>,
    call: ApiCall | undefined,
    early: FaultKind | undefined,
    rid: string,
    trail: Trail,
  ): Promise<Reply> {
    try {
      const request = await readRequest(incoming, MAX_BODY)
      if (early === 'http-500' || early === 'http-502-html') return gatewayPage(early === 'http-500' ? 500 : 502)
      if (early === 'system-busy') throw new ApiRefusal(-1)
      if (early === 'quota-used-up') throw new ApiRefusal(45009)
      if (early === 'http-429') throw new ApiRefusal(45011)
      return replyOf(serve(request, target.pathname, query, call, trail))
    } catch (error) {
      const refusal = error instanceof BodyTooLarge ? new ApiRefusal(40035) : error
      if (!(refusal instanceof ApiRefusal)) throw error
      trail.code = String(refusal.errcode)
      trail.reason = refusal.message
      return replyOf(json({ errcode: refusal.errcode, errmsg: `${refusal.message} rid: ${rid}` }))
    }
  }

  function serve(
    request: RawRequest,
    path: string,
    query: ReadonlyMap<string, string>,
    call: ApiCall | undefined,
    trail: Trail,
  ): ApiAnswer {
    if (TOKEN_PATHS.has(path)) {
      const asked = readTokenRequest(path, request.method, query, request.body)
      trail.appId = asked.appId === '' ? undefined : asked.appId
      return json(answerTokenRequest(official, asked))
    }
    if (call === undefined) throw new ApiRefusal(40035)
    if (request.method !== call.method) throw new ApiRefusal(call.method === 'GET' ? 43001 : 43002)
    const token = query.get('access_token') ?? ''
    if (token === '') throw new ApiRefusal(41001)
    const appId = ownerOf(token)
    if (appId === undefined) throw new ApiRefusal(40014)
    const now = official.services.now()
    checkToken(official.services.state.tokens.get(appId), token, now)
    const parts = call.multipart === true ? readParts(request) : []
    const account = official.account(appId)
    return call.handle({ official, rights: services.rights, account, query, body: request.body, parts, now })
  }

  function ownerOf(token: string): string | undefined {
    for (const [appId, tokens] of official.services.state.tokens) {
      if ([...tokens.stable.tokens, ...tokens.classic.tokens].some((known) => known.token === token)) return appId
    }
    return undefined
  }

  function appIdOf(query: ReadonlyMap<string, string>): string | undefined {
    return query.get('appid') ?? ownerOf(query.get('access_token') ?? '')
  }

  function numberOf(appId: string): string {
    return official.secrets(appId).partnerId
  }

  function revokeTokens(appId: string | undefined): void {
    const { tokens } = official.services.state
    const held = appId === undefined ? undefined : tokens.get(appId)
    if (appId !== undefined && held !== undefined) tokens.set(appId, revoked(held, official.services.now()))
  }
}

function replyOf(answer: ApiAnswer): Reply {
  if (answer.kind === 'file') return { status: 200, contentType: answer.contentType, bytes: answer.bytes }
  return {
    status: 200,
    contentType: 'application/json; charset=utf-8',
    bytes: Buffer.from(JSON.stringify(answer.body)),
  }
}

const gatewayPage = (status: number): Reply => ({
  status,
  contentType: 'text/html',
  bytes: Buffer.from(`<html><head><title>${status}</title></head><body><h1>${status}</h1></body></html>`),
})

function readParts(request: RawRequest): readonly Part[] {
  const boundary = boundaryOf(headerOf(request, 'content-type') ?? '')
  return (boundary === undefined ? undefined : parseMultipart(request.body, boundary)) ?? []
}

const SECRET_PARAMETERS = ['access_token', 'secret', 'openid']

/** Path and query as the request log may show them. */
function withoutSecrets(target: URL): string {
  const shown = new URL(target)
  for (const name of SECRET_PARAMETERS) if (shown.searchParams.has(name)) shown.searchParams.set(name, '***')
  return shown.pathname + shown.search
}
