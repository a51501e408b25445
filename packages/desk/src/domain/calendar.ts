import { HOUR_MS, type UnixMs } from './time.ts'

/** A calendar day in Beijing, `yyyy-MM-dd`: what the platform's lists are asked by. */
export type Day = string

const BEIJING_OFFSET_MS = 8 * HOUR_MS
const DAY_MS = 24 * HOUR_MS

/** Both days belong to the window. */
export interface DayWindow {
  readonly beginDate: Day
  readonly endDate: Day
}

export const beijingDay = (at: UnixMs): Day => new Date(at + BEIJING_OFFSET_MS).toISOString().slice(0, 10)

export const addDays = (day: Day, days: number): Day =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)

export const daysBetween = (from: Day, to: Day): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS)

/** The two halves of a window, the later first; undefined for a single day. */
export function halves({ beginDate, endDate }: DayWindow): readonly [DayWindow, DayWindow] | undefined {
  const days = daysBetween(beginDate, endDate)
  if (days === 0) return undefined
  const middle = addDays(beginDate, Math.floor(days / 2))
  return [
    { beginDate: addDays(middle, 1), endDate },
    { beginDate, endDate: middle },
  ]
}
