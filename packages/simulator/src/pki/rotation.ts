import { seededInteger } from '../crypto/seeded.ts'

const DAY = 86_400_000
/** A new certificate can be downloaded this long before the old one ends. */
const AHEAD = 10 * DAY
/** In the last days of the old one, signing moves over gradually. */
const OVERLAP = 5 * DAY

/** A change of the platform certificate: from one generation to the next. */
export interface Rotation {
  /** Generation that is on its way out. */
  readonly from: number
  /** Milliseconds since 1970 at which the next one became available, and took force. */
  readonly startedAt: number
}

/** Which generations of the platform certificate can be downloaded now, the oldest first. */
export function availableGenerations(rotations: readonly Rotation[], now: number): number[] {
  const last = rotations.at(-1)
  if (last === undefined) return [0]
  return now < last.startedAt + AHEAD ? [last.from, last.from + 1] : [last.from + 1]
}

/** When a generation of the platform certificate took force; undefined for the first, which no rotation issued. */
export const issuedAt = (rotations: readonly Rotation[], generation: number): number | undefined =>
  rotations.find(({ from }) => from + 1 === generation)?.startedAt

/** Which generation signs a given message: the old one, then a rising share of the new, then the new. */
export function signingGeneration(rotations: readonly Rotation[], now: number, messageId: string): number {
  const last = rotations.at(-1)
  if (last === undefined) return 0
  const intoOverlap = now - (last.startedAt + AHEAD - OVERLAP)
  const share = Math.min(Math.max(intoOverlap / OVERLAP, 0), 1)
  return seededInteger('rotation', messageId, 1000) < share * 1000 ? last.from + 1 : last.from
}
