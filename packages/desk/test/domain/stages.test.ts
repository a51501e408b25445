import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Deadline } from '../../src/domain/deadlines.ts'
import { currentStage, nextStageAt, stagesReached } from '../../src/domain/stages.ts'

const open: Deadline = { kind: 'settlement', episode: 1, startsAt: 1_000, dueAt: 2_000, ended: false, metAt: null }
const met = (metAt: number | null): Deadline => ({ ...open, ended: true, metAt })

describe('stages of a deadline', () => {
  it.each([
    [1_000, 0],
    [1_499, 0],
    [1_500, 50],
    [1_799, 50],
    [1_800, 80],
    [2_000, 80],
    [2_001, 100],
    [9_999, 100],
  ])('at %i it stands at %i', (now, stage) => {
    expect(currentStage(open, now)).toBe(stage)
  })
  it('stands nowhere once its duty has ended', () => {
    expect(currentStage(met(1_200), 9_999)).toBeNull()
    expect(nextStageAt([met(1_200)], 1_300)).toBeNull()
  })
  it.each([
    ['open and late', open, [50, 80, 100]],
    ['met in time', met(1_600), [50]],
    ['met at the due instant', met(2_000), [50, 80]],
    ['met a millisecond late', met(2_001), [50, 80, 100]],
    ['ended at no known instant', met(null), []],
  ])('%s has reached the right ones', (_, deadline, stages) => {
    expect(stagesReached([deadline], 5_000).map((mark) => mark.stage)).toEqual(stages)
  })
  it('names the next stage, which is reached exactly then and not before', () => {
    fc.assert(
      fc.property(fc.integer({ min: 900, max: 2_100 }), (now) => {
        const next = nextStageAt([open], now)
        const reached = stagesReached([open], now).length
        expect(reached === 3).toBe(next === null)
        expect(stagesReached([open], next ?? now)).toHaveLength(next === null ? 3 : reached + 1)
        expect(stagesReached([open], (next ?? now + 1) - 1)).toHaveLength(reached)
      }),
    )
  })
})
