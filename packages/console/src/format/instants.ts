/** Every instant on the page is shown in the time the platform counts in. */
export const TIME_ZONE = 'Asia/Shanghai'

const parts = new Intl.DateTimeFormat('en-CA', {
  timeZone: TIME_ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})

function shanghai(instant: number): Record<string, string> {
  return Object.fromEntries(parts.formatToParts(instant).map((part) => [part.type, part.value]))
}

/** `2026-11-22 14:03:09`, for tooltips and copying. */
export function exactInstant(instant: number): string {
  const at = shanghai(instant)
  return `${at['year']}-${at['month']}-${at['day']} ${at['hour']}:${at['minute']}:${at['second']}`
}

/** `14:03` today, `11-21 14:03` this year, `2025-11-21 14:03` before. */
export function shortInstant(instant: number, now: number): string {
  const at = shanghai(instant)
  const today = shanghai(now)
  const time = `${at['hour']}:${at['minute']}`
  if (at['year'] !== today['year']) return `${at['year']}-${at['month']}-${at['day']} ${time}`
  if (at['month'] === today['month'] && at['day'] === today['day']) return time
  return `${at['month']}-${at['day']} ${time}`
}

/** `2027-08-01`, for things that end on a day, such as a certificate. */
export function calendarDay(instant: number): string {
  const at = shanghai(instant)
  return `${at['year']}-${at['month']}-${at['day']}`
}
