/** Complaints per hour of a Beijing day, relative: quiet nights, busy noons, the busiest evenings. */
const HOURS = [3, 2, 1, 1, 1, 1, 2, 4, 7, 10, 12, 13, 14, 12, 11, 11, 11, 12, 13, 15, 17, 16, 12, 7]
const TOTAL = HOURS.reduce((sum, weight) => sum + weight, 0)
const HOUR = 3_600_000
const DAY = 24 * HOUR
const OFFSET = 8 * HOUR

/** An instant within [from, to), by the hours at which people complain. `draw` gives numbers in [0, 1). */
export function drawInstant(from: number, to: number, draw: () => number): number {
  if (to - from < DAY) return Math.floor(from + draw() * (to - from))
  for (;;) {
    const day = Math.floor((from + draw() * (to - from) + OFFSET) / DAY)
    const at = day * DAY - OFFSET + drawHour(draw()) * HOUR + Math.floor(draw() * HOUR)
    if (at >= from && at < to) return at
  }
}

function drawHour(share: number): number {
  let left = share * TOTAL
  for (const [hour, weight] of HOURS.entries()) {
    left -= weight
    if (left < 0) return hour
  }
  return HOURS.length - 1
}
