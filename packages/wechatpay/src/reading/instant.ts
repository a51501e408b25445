import type { Instant } from '../brands.ts'

const RFC_3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?(?:([Zz])|([+-])(\d{2}):?(\d{2}))?$/

/** What the runtime reads correctly by itself; nearly every time of the platform looks like this. */
const COMPLETE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?(?:Z|[+-]\d{2}:\d{2})$/

/**
 * Reads RFC 3339 with or without fractions of a second. Without an offset Beijing time is meant, as on every page of the
 * platform that omits it.
 */
export function parseInstant(text: string): Instant | undefined {
  if (COMPLETE.test(text)) return valid(new Date(text), text)
  const match = RFC_3339.exec(text)
  if (match === null) return undefined
  const [, year, month, day, hour, minute, second, fraction, zulu, sign, offsetHours, offsetMinutes] = match
  const offset = zulu !== undefined ? 'Z' : `${sign ?? '+'}${offsetHours ?? '08'}:${offsetMinutes ?? '00'}`
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${(fraction ?? '').slice(0, 4)}${offset}`)
  return valid(date, text)
}

const valid = (date: Date, text: string): Instant | undefined =>
  Number.isNaN(date.getTime()) ? undefined : { date, text }
