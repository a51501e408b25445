/**
 * The number that the decimal digits from `start` up to `end` write; NaN when anything else is among them. At most 15 of
 * them. Loops over a few characters, where a regular expression and a conversion would cost several times as much for
 * every notification (bench/sdk).
 */
export function digitsAt(text: string, start: number, end: number): number {
  let value = 0
  for (let index = start; index < end; index += 1) {
    const digit = text.charCodeAt(index) - 48
    // Not a digit, or beyond the end of the text.
    if (!(digit >= 0 && digit <= 9)) return Number.NaN
    value = value * 10 + digit
  }
  return value
}

/** Text with something in it. */
export const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
