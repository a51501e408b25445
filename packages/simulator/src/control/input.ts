import { parseDuration } from '../clock/duration.ts'
import { SimulatorError } from '../errors.ts'
import { choice, type Field, flag, integer, list, number, object, optional, text } from '../fields/fields.ts'
import { FieldIssue, type Place, type Strictness } from '../fields/issue.ts'
import type { CallName, FaultKind, PictureInput } from '../simulator-api.ts'

/** Control input is ours: strict about names and types, but a payer may write whatever a phone can. */
const STRICTNESS: Strictness = { unknownFields: 'refuse', nulls: 'absent', supplementary: 'accept' }

/** Reads control input. @throws {SimulatorError} `INPUT_INVALID` naming the field; nothing has changed then */
export function readInput<Value>(field: Field<Value>, value: unknown): Value {
  try {
    return field.read(value, { path: [], strictness: STRICTNESS })
  } catch (error) {
    if (!(error instanceof FieldIssue)) throw error
    throw new SimulatorError('INPUT_INVALID', error.message, 'Correct the named field and send it again.', {
      field: error.pointer,
    })
  }
}

const mchid = text({ pattern: /^\d{4,32}$/, expected: 'expected digits, such as 1900000001' })

const picture: Field<PictureInput> = {
  schema: { type: 'string', contentEncoding: 'base64', description: 'jpg, png or bmp, at most 2 MB' },
  read(value, place: Place) {
    if (typeof value === 'string' && value !== '') return value
    if (value instanceof Uint8Array) return value
    throw new FieldIssue('type', place, 'expected a picture as Base64 text')
  },
}
const pictures = optional(list(picture, { max: 9 }))

const instant: Field<Date> = {
  schema: { type: 'string', format: 'date-time' },
  read(value, place: Place) {
    const date =
      value instanceof Date ? value : typeof value === 'string' && RFC_3339.test(value) ? new Date(value) : undefined
    if (date === undefined || Number.isNaN(date.getTime())) {
      throw new FieldIssue('format', place, 'expected an instant such as 2026-01-02T03:04:05+08:00', { value })
    }
    return date
  },
}
const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/

export const duration: Field<string> = {
  schema: { type: 'string', examples: ['20h', '3m30s', '2d'] },
  read(value, place: Place) {
    if (typeof value !== 'string' || parseDuration(value) === undefined) {
      throw new FieldIssue('format', place, 'expected a duration such as 20h, 3m30s or 2d', { value })
    }
    return value
  },
}

const keyMode = choice(['certificate', 'public-key', 'switching'])

export const merchantInput = object({
  mchid,
  name: optional(text({ max: 64 })),
  partnerMchid: optional(mchid),
  keyMode: optional(keyMode),
  algorithm: optional(choice(['RSA', 'SM2'])),
})

/** What RSA-OAEP takes: a longer one could be filed, but no answer could hand it out. */
const MAX_PHONE_BYTES = 214
const phoneText = text({ max: 100 })
const phone: Field<string> = {
  ...phoneText,
  read(value, place) {
    const given = phoneText.read(value, place)
    if (Buffer.byteLength(given) > MAX_PHONE_BYTES) {
      throw new FieldIssue('too-long', place, `expected at most ${MAX_PHONE_BYTES} bytes of UTF-8`)
    }
    return given
  },
}

export const complaintInput = object({
  mchid,
  detail: text({ max: 300 }),
  problemType: optional(choice(['REFUND', 'SERVICE_NOT_WORK', 'OTHERS'])),
  problemDescription: optional(text({ max: 256 })),
  amount: optional(integer({ min: 1, max: 100_000_000_000 })),
  applyRefundAmount: optional(integer({ min: 1, max: 100_000_000_000 })),
  userTags: optional(list(text({ max: 64 }), { max: 10 })),
  payerPhone: optional(phone),
  payerId: optional(text({ max: 64 })),
  images: pictures,
  needImmediateService: optional(flag()),
  agentMode: optional(flag()),
  serviceOrders: optional(
    list(
      object({
        orderId: text({ max: 128 }),
        outOrderNo: text({ max: 128 }),
        state: choice(['DOING', 'REVOKED', 'WAITPAY', 'DONE']),
      }),
    ),
  ),
  powerBank: optional(
    object({
      returnTime: text({ max: 32 }),
      returnAddress: text({ max: 256 }),
      longitude: text({ max: 32 }),
      latitude: text({ max: 32 }),
      returnedToSameMachine: flag(),
    }),
  ),
  transactionId: optional(text({ max: 64 })),
  at: optional(instant),
})

export const messageInput = object({ content: text({ max: 300 }), images: pictures })
export const continueInput = object({ content: optional(text({ max: 300 })), images: pictures })

export const clickInput = object({ logId: text({ max: 128 }), actionId: text({ max: 4096 }) })
export const platformServiceInput = object({
  action: optional(choice(['apply', 'cancel', 'finish'])),
  reason: optional(text({ max: 200 })),
  description: optional(text({ max: 500 })),
})
export const platformMessageInput = object({ content: text({ max: 500 }), urge: optional(flag()) })
export const satisfactionInput = object({ score: integer({ min: 1, max: 5 }) })
export const serviceOrderInput = object({ outcome: choice(['cancelled', 'completed']) })
export const flagsInput = object({ agentMode: optional(flag()), needImmediateService: optional(flag()) })
export const keyModeInput = object({ keyMode })

/** A number, or null for never. */
const orNever = (field: Field<number>): Field<number | null> => ({
  acceptsNull: true,
  schema: { anyOf: [field.schema ?? {}, { type: 'null' }] },
  read: (value, place) => (value === null ? null : field.read(value, place)),
})

export const switchesInput = object({
  notifyOwnActions: optional(flag()),
  retryProfile: optional(choice(['complaint-2026', 'complaint-2023', 'generic-15'])),
  rateLimits: optional(choice(['platform', 'off'])),
  probeRate: optional(number({ min: 0, max: 1 })),
  continuedState: optional(choice(['PENDING', 'PROCESSING'])),
  refundTicket: optional(choice(['problem-type', 'problem-type-and-trusted'])),
  refundArrivesAfter: optional(orNever(integer({ min: 0, max: 30 * 86_400 }))),
  entrustedRefundAfter: optional(orNever(integer({ min: 1, max: 24 * 365 }))),
  externalLinks: optional(flag()),
  certificatesOfPublicKeyMode: optional(choice(['not-found', 'empty-list'])),
  unknownFields: optional(choice(['refuse', 'ignore'])),
  nulls: optional(choice(['refuse', 'absent'])),
  supplementary: optional(choice(['refuse', 'accept'])),
})

export const clockInput = object({
  advance: optional(duration),
  set: optional(instant),
  rate: optional(number({ min: 0, max: 1_000_000 })),
})

export const FAULT_KINDS: readonly FaultKind[] = [
  'latency',
  'hang',
  'reset',
  'half-open',
  'http-500',
  'http-502-html',
  'http-429',
  'wrong-signature',
  'unknown-serial',
  'stale-clock',
  'truncated-body',
  'signtest',
  'drop-answer-after-commit',
  'notification-lost',
  'notification-duplicated',
  'notification-delayed',
  'result-too-large',
  'unknown-enum',
  'object-or-array',
  'pages-shifting',
  'not-repliable',
  'system-busy',
  'quota-used-up',
  'token-revoked',
  'xml-doctype',
  'xml-variant',
]

export const FAULT_CALLS: readonly CallName[] = [
  'list',
  'detail',
  'history',
  'reply',
  'reply-immediate',
  'complete',
  'refund-decision',
  'upload',
  'download',
  'notifications',
  'certificates',
  'echo',
  'refund',
  'token',
  'message',
  'feedback-update',
  'delivery',
  'callback',
]

export const faultInput = object({
  kind: choice(FAULT_KINDS),
  mchid: optional(mchid),
  call: optional(choice(FAULT_CALLS)),
  count: optional(integer({ min: 1, max: 1_000_000 })),
  probability: optional(number({ min: 0, max: 1 })),
  delayMs: optional(integer({ min: 0, max: 7 * 86_400_000 })),
})

/** For calls that take nothing: an empty object, or no body at all. */
export const nothing = object({})
