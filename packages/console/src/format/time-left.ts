import type { Complaint, Deadline } from '../api/types.ts'

/** How far a deadline's time is used up: below 50 %, 50 %, 80 %, all of it. */
export type Stage = 'calm' | 'halfway' | 'urgent' | 'overdue'

export interface TimeLeft {
  readonly stage: Stage
  /** Whole minutes until the deadline, or since it passed when `stage` is `overdue`. Never negative. */
  readonly minutes: number
}

const MINUTE = 60_000

/**
 * What is left of the time between two instants (milliseconds since 1970).
 * Minutes left are rounded down, so that the page never promises a minute too many.
 */
export function timeLeft(startsAt: number, dueAt: number, now: number): TimeLeft {
  if (now >= dueAt) return { stage: 'overdue', minutes: Math.floor((now - dueAt) / MINUTE) }
  const used = dueAt > startsAt ? (now - startsAt) / (dueAt - startsAt) : 0
  const stage: Stage = used >= 0.8 ? 'urgent' : used >= 0.5 ? 'halfway' : 'calm'
  return { stage, minutes: Math.floor((dueAt - now) / MINUTE) }
}

/** Time left for the duty a complaint stands under, or undefined when it has none. */
export function complaintTimeLeft(
  complaint: Pick<Complaint, 'dueAt' | 'duty' | 'deadlines' | 'complainedAt'>,
  now: number,
): TimeLeft | undefined {
  if (complaint.dueAt === null) return undefined
  const deadline = complaint.deadlines.find((item) => item.kind === complaint.duty && item.dueAt === complaint.dueAt)
  return timeLeft(Date.parse(deadline?.startsAt ?? complaint.complainedAt), Date.parse(complaint.dueAt), now)
}

export const deadlineTimeLeft = (deadline: Deadline, now: number): TimeLeft =>
  timeLeft(Date.parse(deadline.startsAt), Date.parse(deadline.dueAt), now)

/** Splits minutes for reading: days only from 48 hours on, since "31 h" is what operators count in. */
export function splitMinutes(minutes: number): { days: number; hours: number; minutes: number } {
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return { days: 0, hours, minutes: minutes % 60 }
  return { days: Math.floor(hours / 24), hours: hours % 24, minutes: 0 }
}
