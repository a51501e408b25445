import { PlatformError, type SanitisedRequest } from '../errors.ts'
import { isRecord, type JsonRecord } from '../reading/record-reader.ts'
import type { Answer } from './request.ts'

/** Turns an answer that is not 2xx into the error that is thrown. Gateway pages in HTML have no code of their own. */
export function readRefusal(answer: Answer, request: SanitisedRequest): PlatformError {
  const body = parseObject(answer.body)
  return new PlatformError({
    status: answer.status,
    code: typeof body?.['code'] === 'string' && body['code'] !== '' ? body['code'] : `HTTP_${answer.status}`,
    platformMessage: typeof body?.['message'] === 'string' ? body['message'] : 'the answer held no message',
    detail: sanitise(body?.['detail']),
    requestId: answer.requestId,
    request,
    retryAfterSeconds: retryAfter(answer.headers.get('retry-after')),
  })
}

/**
 * The detail of a refused signature quotes the signed text, and with it what a merchant wrote to a payer. Long texts are
 * replaced by their length, short ones name the offending value.
 */
export function sanitise(value: unknown): unknown {
  if (typeof value === 'string') return value.length > 64 ? `[${value.length} characters]` : value
  if (Array.isArray(value)) return value.map(sanitise)
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      name === 'truncated_sign_message' && typeof inner === 'string' ? `[${inner.length} characters]` : sanitise(inner),
    ]),
  )
}

function retryAfter(header: string | null): number | undefined {
  if (header === null || !/^\d{1,5}$/.test(header)) return undefined
  return Number(header)
}

function parseObject(body: Uint8Array): JsonRecord | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString('utf8'))
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}
