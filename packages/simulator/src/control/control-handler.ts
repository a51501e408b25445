import type { IncomingMessage, ServerResponse } from 'node:http'
import type { SimulatorCore } from '../core.ts'
import { SimulatorError } from '../errors.ts'
import { readRequest } from '../http/raw-request.ts'
import { CREDENTIAL_FILES, type CredentialFile, credentialFile } from '../pki/credential-files.ts'
import { CONTROL_CALLS, type ControlCall } from './calls.ts'
import { controlDocument } from './openapi.ts'
import { problemOf } from './problem.ts'

/** Nine pictures of 2 MB as Base64, and some words. */
const MAX_BODY = 26 * 1024 * 1024
export const CONTROL_PREFIX = '/_sim'

/** Serves `/_sim`. */
export function createControlHandler(
  core: SimulatorCore,
): (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void> {
  return async (incoming, outgoing) => {
    try {
      const request = await readRequest(incoming, MAX_BODY)
      if (request.method === 'GET' && request.path === `${CONTROL_PREFIX}/openapi.json`) {
        sendJson(outgoing, 200, controlDocument())
        return
      }
      if (request.method === 'GET' && sendFile(core, request.path.slice(CONTROL_PREFIX.length), outgoing)) return
      const { call, params } = findCall(request.method, request.path.slice(CONTROL_PREFIX.length))
      const body: unknown = request.body.length === 0 ? undefined : parseJson(request.body)
      const answer = await call.handle(core, params, body, new URLSearchParams(request.query))
      sendJson(outgoing, answer.status, answer.body)
    } catch (error) {
      sendProblem(outgoing, error)
    }
  }
}

/** Certificates and keys as files to save; false for other paths. */
function sendFile(core: SimulatorCore, path: string, outgoing: ServerResponse): boolean {
  if (path === '/authority.pem') {
    download(outgoing, 'authority.pem', { contentType: 'application/x-pem-file', bytes: Buffer.from(core.authority()) })
    return true
  }
  const [, mchid, name] = /^\/merchants\/(\d+)\/files\/([\w.]+)$/.exec(path) ?? []
  const known = CREDENTIAL_FILES.find((candidate) => candidate === name)
  if (mchid === undefined || known === undefined) return false
  const file = credentialFile(core.credentials(mchid), known)
  if (file === undefined) return false
  download(outgoing, known, file)
  return true
}

function download(outgoing: ServerResponse, name: string, file: CredentialFile): void {
  outgoing
    .writeHead(200, { 'Content-Type': file.contentType, 'Content-Disposition': `attachment; filename="${name}"` })
    .end(file.bytes)
}

/** Answers with problem details. */
export function sendProblem(outgoing: ServerResponse, error: unknown): void {
  const problem = problemOf(error)
  sendJson(outgoing, problem.status, problem, 'application/problem+json; charset=utf-8')
}

export function sendJson(
  outgoing: ServerResponse,
  status: number,
  body: unknown,
  contentType = 'application/json; charset=utf-8',
): void {
  if (body === undefined) {
    outgoing.writeHead(status).end()
    return
  }
  outgoing.writeHead(status, { 'Content-Type': contentType, 'Cache-Control': 'no-store' }).end(JSON.stringify(body))
}

export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch (cause) {
    throw new SimulatorError('INPUT_INVALID', 'the body is not JSON', 'Send a JSON object.', { field: '/', cause })
  }
}

function findCall(method: string, path: string): { call: ControlCall; params: Record<string, string> } {
  const given = path.split('/')
  for (const call of CONTROL_CALLS) {
    const segments = call.path.split('/')
    if (call.method !== method || segments.length !== given.length) continue
    const params: Record<string, string> = {}
    const fits = segments.every((segment, index) => {
      const actual = given[index] ?? ''
      if (!segment.startsWith('{')) return segment === actual
      params[segment.slice(1, -1)] = actual
      return actual !== ''
    })
    if (fits) return { call, params }
  }
  throw new SimulatorError('ROUTE_UNKNOWN', `no control call ${method} ${path}`, 'See the list of control calls.')
}
