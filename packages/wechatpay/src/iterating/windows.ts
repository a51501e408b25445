import { checkDate, refuseArgument } from '../checks/arguments.ts'

/** A span of whole days, both ends included, Beijing calendar, as days since 1970. */
export interface DaySpan {
  readonly first: number
  readonly last: number
}

const DAY_MS = 86_400_000
const BEIJING_MS = 8 * 3_600_000
/**
 * Days in one window, both ends included. The platform allows 30 between first and last day; one less on either reading of
 * that rule is safe.
 */
export const WINDOW_DAYS = 30

/** The day of the Beijing calendar: of a moment, or as written. */
export function beijingDay(value: Date | string, field: string): number {
  if (typeof value === 'string') return checkDate(value, field)
  if (!(value instanceof Date) || Number.isNaN(value.getTime()))
    return refuseArgument(field, 'is neither a time nor a date')
  return Math.floor((value.getTime() + BEIJING_MS) / DAY_MS)
}

export const dayText = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10)

/** Splits a span into windows the platform accepts, the newest first. */
export function splitIntoWindows(span: DaySpan, days: number = WINDOW_DAYS): readonly DaySpan[] {
  const windows: DaySpan[] = []
  for (let last = span.last; last >= span.first; last -= days)
    windows.push({ first: Math.max(span.first, last - days + 1), last })
  return windows
}

/** The two halves, the newer one first; undefined for a single day. */
export function halve(span: DaySpan): readonly [DaySpan, DaySpan] | undefined {
  if (span.first === span.last) return undefined
  const middle = Math.floor((span.first + span.last) / 2)
  return [
    { first: middle + 1, last: span.last },
    { first: span.first, last: middle },
  ]
}
