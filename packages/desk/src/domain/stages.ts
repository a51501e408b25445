import type { Deadline, DeadlineKind } from './deadlines.ts'
import type { UnixMs } from './time.ts'

/** Hundredths of a deadline's length that are used up. 100 is the breach. */
export const STAGES = [50, 80, 100] as const
export type Stage = (typeof STAGES)[number]

/** A stage that a deadline reached while its duty was open, and when. */
export interface StageMark {
  readonly kind: DeadlineKind
  readonly episode: number
  /** Tells deadlines of one kind and episode apart. */
  readonly startsAt: UnixMs
  readonly stage: Stage
  readonly at: UnixMs
}

/** The first instant of a stage: a deadline met at its due instant is met, so the breach begins a millisecond later. */
const stageAt = ({ startsAt, dueAt }: Deadline, stage: Stage): UnixMs =>
  stage === 100 ? dueAt + 1 : startsAt + Math.round(((dueAt - startsAt) * stage) / 100)

/** Where an open deadline stands: the last stage reached, 0 before the first; null once its duty has ended. */
export function currentStage(deadline: Deadline, now: UnixMs): 0 | Stage | null {
  if (deadline.ended) return null
  return STAGES.findLast((stage) => stageAt(deadline, stage) <= now) ?? 0
}

/** Every stage reached so far, those of duties that ended later included. An end at no known instant marks nothing. */
export function stagesReached(deadlines: readonly Deadline[], now: UnixMs): StageMark[] {
  return deadlines.flatMap((deadline) => {
    const until = deadline.ended ? deadline.metAt : now
    if (until === null) return []
    const { kind, episode, startsAt } = deadline
    return STAGES.map((stage) => ({ kind, episode, startsAt, stage, at: stageAt(deadline, stage) })).filter(
      (mark) => mark.at <= until,
    )
  })
}

/** When the next stage begins; null when none is ahead. */
export function nextStageAt(deadlines: readonly Deadline[], now: UnixMs): UnixMs | null {
  const ahead = deadlines
    .filter((deadline) => !deadline.ended)
    .flatMap((deadline) => STAGES.map((stage) => stageAt(deadline, stage)))
    .filter((at) => at > now)
  return ahead.length === 0 ? null : Math.min(...ahead)
}
