import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ByteStream } from '../crypto/seeded.ts'
import type { PlatformKeys } from '../pki/platform-signer.ts'
import type { FaultKind } from '../simulator-api.ts'
import type { Answer } from './endpoint.ts'
import { isEnglish } from './refusal-answer.ts'
import { type SignatureSpoil, signatureHeaders } from './signed-answer.ts'
import type { Trail } from './trail.ts'
import type { WireTime } from './wire-clock.ts'

export interface SendServices {
  readonly platformKeys: PlatformKeys
  readonly wireTime: WireTime
  /** Whether this message is to carry a probe signature. */
  readonly probe: () => boolean
  readonly random: ByteStream
}

const SPOILS = ['wrong-signature', 'unknown-serial', 'stale-clock', 'signtest'] as const
const CUTS: readonly FaultKind[] = ['half-open', 'truncated-body']

/** Signs an answer and writes it, whole or as a fault will have it. */
export async function sendAnswer(
  answer: Answer,
  trail: Trail,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  services: SendServices,
): Promise<void> {
  const headers: Record<string, string> = {
    'Request-ID': trail.requestId,
    'Cache-Control': 'no-cache, must-revalidate',
    'Content-Language': isEnglish(incoming.headers['accept-language']) ? 'en' : 'zh-CN',
    'X-Content-Type-Options': 'nosniff',
    Server: 'nginx',
  }
  if (answer.contentType !== undefined) headers['Content-Type'] = answer.contentType
  if (answer.status !== 204) headers['Content-Length'] = String(answer.body.length)
  if (answer.signed) Object.assign(headers, await signature(answer, trail, services))

  const cut = trail.struck(CUTS)?.kind
  trail.note(answer.status)
  outgoing.writeHead(answer.status, headers)
  if (cut === undefined) {
    outgoing.end(answer.body)
    return
  }
  // Half of what was promised; then the line goes dead, or silent.
  outgoing.flushHeaders()
  outgoing.write(answer.body.subarray(0, Math.floor(answer.body.length / 2)), () => {
    if (cut === 'truncated-body') incoming.socket.destroy()
  })
}

function signature(answer: Answer, trail: Trail, services: SendServices): Promise<object> {
  const struck = trail.struck(SPOILS)?.kind
  const spoil: SignatureSpoil | undefined =
    SPOILS.find((kind) => kind === struck) ?? (services.probe() ? 'signtest' : undefined)
  const key = services.platformKeys.forAnswer(trail.caller, trail.askedSerial, trail.unique)
  const nonce = services.random(16).toString('hex').toUpperCase()
  return signatureHeaders(key, services.wireTime.secondsFor(trail.caller?.mchid), nonce, answer.body, spoil)
}
