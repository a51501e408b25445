import { describe, expect, it } from 'vitest'
import { sustainedPace } from '../backfill/run.mjs'
import { furthestOutOfTurn, idleShare } from '../outbox/run.mjs'
import { medianBounds } from '../sdk/measure.mjs'
import { busiestWindow, median } from './figures.mjs'

const every = (ms: number, count: number, from = 0) => Array.from({ length: count }, (_, n) => ({ at: from + n * ms }))

const reply = (id: string, at: number) => ({ at, path: `/v3/merchant-service/complaints-v2/${id}/response` })

describe('the figures of a bench', () => {
  it('are the middle one of an odd number, whatever the order', () => {
    expect(median([30, 1, 2])).toBe(2)
  })

  it('have bounds that hold the middle, and that many values narrow', () => {
    const spread = (count: number) => Array.from({ length: count }, (_, n) => n / (count - 1))
    const [low, high] = medianBounds(spread(72).toReversed())
    expect(low).toBeGreaterThan(0.35)
    expect(low).toBeLessThan(0.5)
    expect(high).toBeGreaterThan(0.5)
    expect(high).toBeLessThan(0.65)
    const [lower, higher] = medianBounds(spread(1_001))
    expect(higher - lower).toBeLessThan(high - low)
    expect(medianBounds([3])).toEqual([3, 3])
  })

  it('count the calls of a window wherever it begins, and not one that is a whole window later', () => {
    expect(busiestWindow([0, 30_000, 59_999, 60_000, 119_999, 120_000], 60_000)).toBe(3)
    expect(busiestWindow([70_000, 50_000, 65_000, 55_000], 60_000)).toBe(4)
    expect(busiestWindow([], 60_000)).toBe(0)
  })

  it('take the pace of a row of reads after its burst', () => {
    const burst = every(1, 20)
    expect(sustainedPace([...burst, ...every(400, 80, 400)])).toBe(400)
  })

  it('call a budget idle by what it was not used for', () => {
    expect(idleShare(every(1_000, 60))).toBeCloseTo(0)
    expect(idleShare(every(2_000, 60))).toBeCloseTo(0.5)
  })

  it('see a reply that went out before more urgent ones', () => {
    const urgent = ['a', 'b', 'c', 'd']
    expect(furthestOutOfTurn([reply('b', 2), reply('a', 1), reply('c', 3), reply('d', 4)], urgent)).toBe(0)
    expect(furthestOutOfTurn([reply('d', 1), reply('a', 2), reply('b', 3), reply('c', 4)], urgent)).toBe(3)
  })
})
