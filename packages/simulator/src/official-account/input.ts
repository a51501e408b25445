import { choice, type Field, integer, list, number, object, optional, text } from '../fields/fields.ts'
import { FieldIssue, type Place } from '../fields/issue.ts'
import type { PictureInput } from '../simulator-api.ts'

const appId = text({
  pattern: /^[A-Za-z0-9_-]{4,64}$/,
  expected: 'expected letters and digits, such as wx0123456789abcdef',
})
const openId = text({ pattern: /^[A-Za-z0-9_-]{1,128}$/, expected: 'expected letters, digits, _ and -' })
const payer = { payerId: optional(text({ max: 64 })), openId: optional(openId) }

const file: Field<PictureInput> = {
  read(value, place: Place) {
    if (typeof value === 'string' && value !== '') return value
    if (value instanceof Uint8Array) return value
    throw new FieldIssue('type', place, 'expected a file as Base64 text')
  },
}

const address: Field<string | null> = {
  read(value, place: Place) {
    if (typeof value === 'string' && /^https?:\/\//.test(value) && URL.canParse(value)) return value
    throw new FieldIssue('format', place, 'expected an http or https address')
  },
}

const instant: Field<Date> = {
  read(value, place: Place) {
    const date = value instanceof Date ? value : new Date(typeof value === 'string' ? value : Number.NaN)
    if (Number.isNaN(date.getTime())) throw new FieldIssue('format', place, 'expected an instant', { value })
    return date
  },
}

/** The merchant's own reasons and solutions: at most 3, each at most 15 characters. */
const ownWords = optional(list(text({ max: 15 }), { max: 3 }))
const goods = optional(choice(['virtual', 'service', 'physical']))

const settings = {
  name: optional(text({ max: 64 })),
  profile: optional(choice(['v16', 'y2018', 'y2021', 'current'])),
  payfeedbackUrl: optional(address),
  pushUrl: optional(address),
  pushMode: optional(choice(['plain', 'compatible', 'safe'])),
  answerCheck: optional(choice(['strict', 'lenient'])),
  agents: optional(list(text({ max: 64 }), { max: 100 })),
  reasons: ownWords,
  solutions: ownWords,
}

export const accountInput = object({ appId, ...settings })
export const settingsInput = object(settings)

export const payerMessageInput = object({
  ...payer,
  text: optional(text({ max: 2000 })),
  menuItemId: optional(text({ max: 64 })),
  image: optional(file),
  voice: optional(file),
  video: optional(file),
  location: optional(
    object({
      latitude: number({ min: -90, max: 90 }),
      longitude: number({ min: -180, max: 180 }),
      label: text({ max: 200 }),
    }),
  ),
  link: optional(object({ title: text({ max: 200 }), description: text({ max: 500 }), url: text({ max: 1000 }) })),
})

export const payerEventInput = object({
  ...payer,
  event: choice(['subscribe', 'unsubscribe', 'SCAN', 'CLICK', 'VIEW']),
  eventKey: optional(text({ max: 200 })),
})

export const paymentInput = object({
  ...payer,
  goods,
  item: optional(text({ max: 100 })),
  amount: optional(integer({ min: 1, max: 100_000_000_000 })),
  paidAt: optional(instant),
})

export const rightsInput = object({
  ...payer,
  appId,
  reason: text({ max: 100 }),
  solution: optional(text({ max: 100 })),
  extInfo: optional(text({ max: 300 })),
  pictures: optional(list(file, { max: 5 })),
  transactionId: optional(text({ max: 64 })),
  goods,
  delivered: optional({
    read(value: unknown, place: Place): boolean {
      if (typeof value !== 'boolean') throw new FieldIssue('type', place, 'expected true or false', { value })
      return value
    },
  }),
})
