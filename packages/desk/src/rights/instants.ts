import { MINUTE_MS } from '../domain/time.ts'
import { DeskError } from '../errors.ts'

/** Clocks of people and machines differ by a little. */
const SLACK_MS = 5 * MINUTE_MS

/** @throws {DeskError} `INSTANT_INVALID` */
export function readInstant(field: string, text: string): Date {
  const at = new Date(text)
  if (!Number.isNaN(at.getTime())) return at
  const remedy = 'Write it like 2026-01-22T17:00:00+08:00.'
  throw new DeskError('INSTANT_INVALID', `${field} is not an instant.`, remedy, { field })
}

/** @throws {DeskError} `INSTANT_AHEAD` */
export function checkPast(field: string, at: Date, now: Date): void {
  if (at.getTime() <= now.getTime() + SLACK_MS) return
  throw new DeskError('INSTANT_AHEAD', `${field} lies in the future.`, 'Say when it happened.', { field })
}
