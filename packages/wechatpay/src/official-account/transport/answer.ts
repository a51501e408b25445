import { PlatformError, ProtocolError, type SanitisedRequest } from '../../errors.ts'
import { isRecord, type JsonRecord } from '../../reading/record-reader.ts'
import type { Answer } from '../../transport/request.ts'
import { ERRCODES, type Errcode, type RefusalKind, UNKNOWN_ERRCODE_REMEDY } from './errcodes.ts'

/** ` rid: …` today, ` hint: [...]` formerly; the platform's support asks for it. */
const REQUEST_ID = /\s*(?:rid:\s*([\w-]+)|hint:\s*\[([^\]]*)\])\s*$/

/**
 * Judges an answer: `errcode` alone decides, whatever the content type or `errmsg` say.
 * @throws {PlatformError} refused, `code` being a name of {@link ERRCODES} or `ERRCODE_<number>`
 * @throws {ProtocolError} `ANSWER_INVALID`
 * @see docs/sources-rights-v16.md#official-account-answers (spec legacy-v16 3.2)
 */
export function readApiAnswer(
  answer: Answer,
  request: SanitisedRequest,
  errcodes: ReadonlyMap<number, Errcode> = ERRCODES,
): JsonRecord {
  const body = parseObject(answer.body)
  const errcode = errcodeIn(body)
  if (errcode !== undefined && errcode !== 0) throw refusal(errcode, body, answer, request, errcodes)
  if (answer.status < 200 || answer.status > 299) throw httpRefusal(answer, request)
  if (body === undefined)
    throw new ProtocolError('ANSWER_INVALID', `the answer to ${request.method} ${request.path} is not a JSON object`)
  return body
}

/** For files: an answer in JSON is an error, everything else the file. */
export function readFileAnswer(answer: Answer, request: SanitisedRequest): Uint8Array {
  const contentType = answer.headers.get('content-type') ?? ''
  if (/json|text\/plain/i.test(contentType) || answer.status !== 200) {
    readApiAnswer(answer, request)
    throw new ProtocolError('ANSWER_INVALID', `the answer to ${request.method} ${request.path} is not a file`)
  }
  return answer.body
}

/** The platform's number behind an error, undefined for all other errors. */
export function errcodeOf(error: unknown): number | undefined {
  if (!(error instanceof PlatformError) || !isRecord(error.detail)) return undefined
  const errcode = error.detail['errcode']
  return typeof errcode === 'number' ? errcode : undefined
}

/** What to do about a refusal; undefined for errors without an errcode. Unknown numbers count as permanent. */
export function refusalKind(error: unknown): RefusalKind | undefined {
  const errcode = errcodeOf(error)
  if (errcode === undefined) return undefined
  // At the token call the same number has another meaning; its name tells them apart.
  if (error instanceof PlatformError && error.code === 'APP_SECRET_INVALID') return 'configuration'
  return ERRCODES.get(errcode)?.kind ?? 'permanent'
}

function refusal(
  errcode: number,
  body: JsonRecord | undefined,
  answer: Answer,
  request: SanitisedRequest,
  errcodes: ReadonlyMap<number, Errcode>,
): PlatformError {
  const known = errcodes.get(errcode)
  const errmsg = typeof body?.['errmsg'] === 'string' ? body['errmsg'].slice(0, 300) : 'the answer held no message'
  const id = REQUEST_ID.exec(errmsg)
  return new PlatformError({
    status: answer.status,
    code: known?.code ?? `ERRCODE_${errcode}`,
    platformMessage: errmsg.replace(REQUEST_ID, ''),
    detail: { errcode },
    requestId: id?.[1] ?? id?.[2],
    request,
    remedy: known?.remedy ?? UNKNOWN_ERRCODE_REMEDY,
  })
}

const httpRefusal = (answer: Answer, request: SanitisedRequest): PlatformError =>
  new PlatformError({
    status: answer.status,
    code: `HTTP_${answer.status}`,
    platformMessage: 'the answer held no errcode',
    detail: undefined,
    requestId: undefined,
    request,
    remedy: 'Repeat after a pause. If it persists, look at what stands between here and the platform.',
  })

function errcodeIn(body: JsonRecord | undefined): number | undefined {
  const errcode = body?.['errcode']
  if (typeof errcode === 'string' && /^-?\d{1,9}$/.test(errcode)) return Number(errcode)
  return typeof errcode === 'number' ? errcode : undefined
}

function parseObject(bytes: Uint8Array): JsonRecord | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'))
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}
