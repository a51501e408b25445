import { exactInstant } from './instants.ts'

/** Fills a field of type `datetime-local` with an instant in Beijing time, to the minute; empty for null. */
export const fieldFromInstant = (instant: string | number | null): string =>
  instant === null
    ? ''
    : exactInstant(typeof instant === 'number' ? instant : Date.parse(instant))
        .slice(0, 16)
        .replace(' ', 'T')

/** Reads such a field as RFC 3339; undefined for an empty or half-filled one. Beijing has had no summer time since 1991. */
export function instantFromField(text: string): string | undefined {
  const match = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})(:\d{2})?$/.exec(text)
  if (match === null) return undefined
  const instant = `${match[1]}${match[2] ?? ':00'}+08:00`
  return Number.isNaN(Date.parse(instant)) ? undefined : instant
}
