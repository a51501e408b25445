import { ProtocolError } from '../errors.ts'

const refuse = (field: string, message: string, remedy?: string): never => {
  throw new ProtocolError('ARGUMENT_INVALID', `${field}: ${message}`, { field, remedy })
}

/** The platform counts characters, not bytes. */
const characters = (text: string): number => {
  let count = 0
  for (const _ of text) count += 1
  return count
}

export interface TextRule {
  /** Characters. Default 1. */
  readonly min?: number
  readonly max: number
}

/** Text of the given length, without characters that take four bytes (emoji), which the platform refuses. */
export function checkText(value: unknown, field: string, rule: TextRule): string {
  if (typeof value !== 'string') return refuse(field, `expected text, got ${value === null ? 'null' : typeof value}`)
  const length = characters(value)
  if (length < (rule.min ?? 1))
    return refuse(
      field,
      length === 0 ? 'must not be empty' : `has ${length} characters, at least ${rule.min ?? 1} are needed`,
    )
  if (length > rule.max) return refuse(field, `has ${length} characters, at most ${rule.max} are allowed`)
  if (/[\u{10000}-\u{10ffff}]|\p{Surrogate}/u.test(value)) {
    return refuse(
      field,
      'holds a character beyond the basic plane, such as an emoji',
      'Remove or replace the character; the platform refuses the text otherwise.',
    )
  }
  return value
}

export function checkInteger(
  value: unknown,
  field: string,
  min: number,
  max: number = Number.MAX_SAFE_INTEGER,
): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) return refuse(field, 'expected a whole number')
  if (value < min || value > max)
    return refuse(
      field,
      `must be ${max === Number.MAX_SAFE_INTEGER ? `at least ${min}` : `from ${min} to ${max}`}, got ${value}`,
    )
  return value
}

export const checkOptional = <Value, Result>(
  value: Value | undefined,
  check: (value: Value) => Result,
): Result | undefined => (value === undefined ? undefined : check(value))

export function checkMerchantId(value: unknown, field: string): string {
  if (typeof value !== 'string' || !/^\d{1,64}$/.test(value))
    return refuse(field, 'expected the merchant number as a string of digits')
  return value
}

/** An id that becomes one segment of the path. Opaque; only what would change the path is refused. */
export function checkPathId(value: unknown, field: string, max = 64): string {
  if (typeof value !== 'string' || value === '') return refuse(field, 'expected an id')
  if (characters(value) > max) return refuse(field, `has more than ${max} characters`)
  if (value === '.' || value === '..' || /\p{Surrogate}/u.test(value)) return refuse(field, 'is not an id')
  return encodeURIComponent(value)
}

const DAY_MS = 86_400_000

/** Whole days since 1970 of a calendar date `yyyy-MM-dd`. */
export function checkDate(value: unknown, field: string): number {
  const match = typeof value === 'string' ? /^(\d{4})-(\d{2})-(\d{2})$/.exec(value) : null
  if (match === null) return refuse(field, 'expected a date as yyyy-MM-dd')
  const time = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]))
  if (new Date(time).toISOString().slice(0, 10) !== value) return refuse(field, 'is not a day of the calendar')
  return time / DAY_MS
}

export function checkHttpsUrl(value: unknown, field: string, max: number): string {
  const text = checkText(value, field, { max })
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return refuse(field, 'is not a URL')
  }
  if (url.protocol !== 'https:') return refuse(field, 'must start with https://')
  return text
}

export function checkImages(value: readonly string[] | undefined, field: string): readonly string[] | undefined {
  if (value === undefined || value.length === 0) return undefined
  if (value.length > 4) return refuse(field, `holds ${value.length} pictures, at most 4 are allowed`)
  return value.map((mediaId, index) => checkText(mediaId, `${field}[${index}]`, { max: 512 }))
}

export { refuse as refuseArgument }
