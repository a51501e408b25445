import { PlatformError, ProtocolError, TransportError } from '@redress/wechatpay'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { DeskError } from '../errors.ts'
import { CompletionGuardError } from '../outbox/queue.ts'
import type { Problem } from './schemas/common.ts'

/** How a refusal of the desk looks in HTTP. Codes not named here are failures of ours. */
const statuses: Readonly<Record<string, number>> = {
  ACCOUNT_REMOVED: 409,
  ACCOUNT_UNKNOWN: 404,
  ACTION_NOT_CANCELLABLE: 409,
  ACTION_NOT_EDITABLE: 409,
  ACTION_NOT_PARKED: 409,
  ACTION_NOT_QUEUED: 409,
  ACTION_OUTCOME_KNOWN: 409,
  ACTION_OUTCOME_UNKNOWN: 409,
  ACTION_UNKNOWN: 404,
  ALREADY_REFUNDED: 409,
  ARBITRATION_NOT_OPEN: 409,
  DELIVERY_QUEUED: 409,
  DELIVERY_REASON_MISSING: 422,
  APPROVAL_NOT_NEEDED: 409,
  FOUR_EYES: 409,
  HELD_NOTICE_DECIDED: 409,
  HELD_NOTICE_UNKNOWN: 404,
  INSTANT_AHEAD: 422,
  INSTANT_INVALID: 422,
  MERCHANT_REMOVED: 409,
  NOT_A_RIGHTS_TICKET: 409,
  NO_REFUND_CALL: 409,
  ONLY_RIGHTS_V16: 409,
  NOT_A_REFUND_REQUEST: 409,
  NOT_PERMITTED: 403,
  ORDER_FACTS_CONTRADICT: 422,
  ORDER_UNKNOWN: 409,
  OUT_TRADE_NO_MISSING: 422,
  PAYER_NOT_TRUSTED: 409,
  REFUND_ALREADY_DECIDED: 409,
  REFUND_AMOUNT: 422,
  REFUND_DAILY_LIMIT: 409,
  REFUND_DECISION_QUEUED: 409,
  REFUND_ENTRUSTED: 409,
  ALREADY_PROCESSED: 409,
  COMPLAINT_UNKNOWN: 404,
  COMPLETION_GUARD: 409,
  COMPLETION_QUEUED: 409,
  CURSOR_INVALID: 400,
  EDIT_MISMATCH: 422,
  FILE_MISSING: 400,
  IDEMPOTENCY_KEY_REUSED: 422,
  IMAGE_UNKNOWN: 404,
  INBOX_ROW_UNKNOWN: 404,
  LABEL_INVALID: 422,
  MEDIA_KIND: 422,
  MEDIA_TOO_LARGE: 413,
  MEDIA_TYPE: 415,
  MEDIA_UNKNOWN: 422,
  MERCHANT_UNKNOWN: 404,
  MESSAGE_INVALID: 422,
  NOT_FOUND: 404,
  NOT_SIGNED_IN: 401,
  ORIGIN_REFUSED: 403,
  PHONE_UNKNOWN: 404,
  CALLBACK_URL_INVALID: 409,
  PUBLIC_URL_MISSING: 409,
  PICTURE_TOO_LARGE: 413,
  PICTURE_TYPE: 415,
  PICTURE_UNKNOWN: 422,
  REPLY_COUNT_USED_UP: 409,
  REPLY_EMPTY: 422,
  REPLY_TOO_LONG: 422,
  REPLY_TOO_MANY_IMAGES: 422,
  REPLY_UNSUPPORTED_CHARACTER: 422,
  REPLY_WINDOW_CLOSED: 409,
  SIGN_IN_REFUSED: 401,
  TERMS_INVALID: 422,
  TICKET_NOT_OPEN: 409,
  TRANSACTION_UNKNOWN: 409,
  WRITE_MESSAGES: 409,
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Refused',
  404: 'Not found',
  409: 'Conflict',
  413: 'Too large',
  415: 'Unsupported type',
  422: 'Cannot be done as asked',
  429: 'Too many requests',
  500: 'Failed',
  502: 'Refused by the platform',
}

type ProblemParts = Pick<Problem, 'status' | 'code' | 'detail'> & Partial<Problem>

const problemOf = (parts: ProblemParts): Problem => ({
  type: `urn:redress:problem:${parts.code}`,
  title: titles[parts.status] ?? titles[parts.status < 500 ? 400 : 500] ?? '',
  ...parts,
})

/** The framework's own refusals, by its codes. */
const frameworkCodes: Readonly<Record<string, readonly [code: string, detail: string]>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: ['BODY_NOT_JSON', 'The body is not JSON.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['BODY_NOT_JSON', 'The body is empty.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['CONTENT_TYPE_UNSUPPORTED', 'Send application/json.'],
  FST_ERR_CTP_BODY_TOO_LARGE: ['BODY_TOO_LARGE', 'The body is too large.'],
  FST_REQ_FILE_TOO_LARGE: ['PICTURE_TOO_LARGE', 'The picture is too large.'],
  FST_INVALID_MULTIPART_CONTENT_TYPE: ['CONTENT_TYPE_UNSUPPORTED', 'Send multipart/form-data.'],
}

/** Every error as problem details. What nobody foresaw is named by nothing but its status. */
export function toProblem(error: FastifyError | Error): Problem {
  if (error instanceof DeskError) {
    const status = statuses[error.code] ?? 500
    const field = error.field === undefined ? {} : { field: error.field }
    const reasons = error instanceof CompletionGuardError ? { reasons: [...error.reasons] } : {}
    return problemOf({ status, code: error.code, detail: error.message, remedy: error.remedy, ...field, ...reasons })
  }
  if (error instanceof PlatformError || error instanceof ProtocolError || error instanceof TransportError) {
    return problemOf({ status: 502, code: error.code, detail: error.message, remedy: error.remedy })
  }
  if (hasZodFastifySchemaValidationErrors(error)) {
    const [first] = error.validation
    const field = first?.instancePath.replace(/^\//, '').replaceAll('/', '.') ?? ''
    const detail = `${field === '' ? 'The request' : field}: ${first?.message ?? 'is not valid'}`
    return problemOf({ status: 400, code: 'INVALID_INPUT', detail, ...(field === '' ? {} : { field }) })
  }
  const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500
  const known = 'code' in error && typeof error.code === 'string' ? frameworkCodes[error.code] : undefined
  if (known) {
    // The multipart plugin answers 406 for a wrong content type, which would blame the Accept header.
    const named = known[0] === 'CONTENT_TYPE_UNSUPPORTED' ? 415 : status
    return problemOf({ status: named, code: known[0], detail: known[1] })
  }
  if (status === 429) {
    return problemOf({ status, code: 'TOO_MANY_REQUESTS', detail: 'Too many attempts.', remedy: 'Wait a minute.' })
  }
  if (status < 500) return problemOf({ status, code: 'BAD_REQUEST', detail: 'The request cannot be read.' })
  const remedy = 'Try again; if it persists, look into the log of the desk at this time.'
  return problemOf({ status: 500, code: 'INTERNAL', detail: 'The desk failed to answer.', remedy })
}

export async function sendProblem(reply: FastifyReply, problem: Problem): Promise<void> {
  await reply
    .code(problem.status)
    .type('application/problem+json; charset=utf-8')
    .serializer((payload: unknown) => JSON.stringify(payload))
    .send(problem)
}

export async function answerWithProblem(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const problem = toProblem(error)
  if (problem.status >= 500) request.log.error({ err: error, code: problem.code }, 'a request failed')
  await sendProblem(reply, problem)
}
