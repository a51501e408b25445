import { describe, expect, it } from 'vitest'
import { budgetPerMinute, DEFAULT_BUDGETS, intervalMs } from '../../src/domain/budgets.ts'

describe('a budget per minute', () => {
  it.each(Object.entries(DEFAULT_BUDGETS))(
    'of %s lets a long row of calls go at nine tenths of the limit at least',
    (_, budget) => {
      expect(60_000 / intervalMs(budget)).toBeGreaterThanOrEqual(0.9 * budget.calls)
    },
  )

  it.each([1, 2, 19, 20, 60, 200, 1_500])('of %i never lets more go in a minute, burst and pace together', (calls) => {
    const budget = budgetPerMinute(calls)
    expect(budget.burst).toBeGreaterThanOrEqual(1)
    // The burst at the very beginning of the minute, then one call for each pause that fits.
    expect(budget.burst + Math.floor(60_000 / intervalMs(budget))).toBeLessThanOrEqual(calls)
  })
})
