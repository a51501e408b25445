import type { Instant } from '../brands.ts'
import { digitsAt } from './text.ts'

const RFC_3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?(?:([Zz])|([+-])(\d{2}):?(\d{2}))?$/

/** What the runtime reads correctly by itself. */
const COMPLETE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?(?:Z|[+-]\d{2}:\d{2})$/

/**
 * Reads RFC 3339 with or without fractions of a second. Without an offset Beijing time is meant, as on every page of the
 * platform that omits it.
 */
export function parseInstant(text: string): Instant | undefined {
  const usual = usualTime(text)
  if (!Number.isNaN(usual)) return { date: new Date(usual), text }
  if (COMPLETE.test(text)) return valid(new Date(text), text)
  const match = RFC_3339.exec(text)
  if (match === null) return undefined
  const [, year, month, day, hour, minute, second, fraction, zulu, sign, offsetHours, offsetMinutes] = match
  const offset = zulu !== undefined ? 'Z' : `${sign ?? '+'}${offsetHours ?? '08'}:${offsetMinutes ?? '00'}`
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${(fraction ?? '').slice(0, 4)}${offset}`)
  return valid(date, text)
}

/** Milliseconds of `yyyy-MM-ddTHH:mm:ss+08:00`, as nearly every time of the platform looks; NaN for any other form. */
function usualTime(text: string): number {
  if (text.length !== 25 || !text.endsWith('+08:00')) return Number.NaN
  if (text[4] !== '-' || text[7] !== '-' || text[10] !== 'T' || text[13] !== ':' || text[16] !== ':') return Number.NaN
  const year = digitsAt(text, 0, 4)
  const month = digitsAt(text, 5, 7)
  const day = digitsAt(text, 8, 10)
  const hour = digitsAt(text, 11, 13)
  const minute = digitsAt(text, 14, 16)
  const second = digitsAt(text, 17, 19)
  // Days that not every month has are left to the runtime, and so are years before 1000, which Date.UTC shifts.
  if (!(year >= 1000 && month >= 1 && month <= 12 && day >= 1 && day <= 28)) return Number.NaN
  if (!(hour <= 23 && minute <= 59 && second <= 59)) return Number.NaN
  return Date.UTC(year, month - 1, day, hour - 8, minute, second)
}

const valid = (date: Date, text: string): Instant | undefined =>
  Number.isNaN(date.getTime()) ? undefined : { date, text }
