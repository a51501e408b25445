const OFFSET = 8 * 3_600_000

/** RFC 3339 with the offset the platform writes: `2015-05-20T13:29:35+08:00`. Whole seconds. */
export const beijingTime = (at: number): string => `${new Date(at + OFFSET).toISOString().slice(0, 19)}+08:00`

/** The calendar day in Beijing, `yyyy-MM-dd`. */
export const beijingDay = (at: number): string => new Date(at + OFFSET).toISOString().slice(0, 10)

/** The first millisecond of a Beijing day; undefined when the text is no real day. */
export function startOfBeijingDay(day: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined
  const at = Date.parse(`${day}T00:00:00+08:00`)
  // Days such as 02-30 parse in some engines; printing them again tells.
  return Number.isNaN(at) || beijingDay(at) !== day ? undefined : at
}
