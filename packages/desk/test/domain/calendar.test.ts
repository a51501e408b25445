import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextReadAt } from '../../src/domain/cadence.ts'
import { addDays, beijingDay, daysBetween, halves } from '../../src/domain/calendar.ts'
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts'

describe('the calendar of the platform', () => {
  it('is that of Beijing', () => {
    expect(beijingDay(Date.parse('2026-03-01T15:59:59Z'))).toBe('2026-03-01')
    expect(beijingDay(Date.parse('2026-03-01T16:00:00Z'))).toBe('2026-03-02')
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29')
  })
  it('halves a window without gap or overlap, down to single days', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30 }), (days) => {
        const window = { beginDate: '2026-02-20', endDate: addDays('2026-02-20', days) }
        const [later, earlier] = halves(window) ?? [window, undefined]
        expect(earlier === undefined).toBe(days === 0)
        expect(later.endDate).toBe(window.endDate)
        expect((earlier ?? later).beginDate).toBe(window.beginDate)
        expect(earlier === undefined ? 1 : daysBetween(earlier.endDate, later.beginDate)).toBe(1)
      }),
    )
  })
})

describe('the cadence of reading open complaints', () => {
  const facts = {
    state: 'PENDING',
    readAt: 0,
    dueAt: 24 * HOUR_MS,
    needImmediateService: false,
    inPlatformService: false,
  }
  it.each([
    ['an hour at most', {}, HOUR_MS],
    ['a tenth of the time left', { dueAt: 5 * HOUR_MS }, HOUR_MS / 2],
    ['five minutes at least', { dueAt: 10 * MINUTE_MS }, 5 * MINUTE_MS],
    ['a quarter of an hour when it is late', { dueAt: -1 }, 15 * MINUTE_MS],
    ['two minutes while the payer waits in a chat', { needImmediateService: true }, 2 * MINUTE_MS],
    ['ten minutes while the platform assists', { inPlatformService: true }, 10 * MINUTE_MS],
    ['an hour when nothing is owed', { dueAt: null, state: 'INVENTED_NEXT_YEAR' }, HOUR_MS],
    ['not at all when it is processed', { state: 'PROCESSED' }, null],
  ])('is %s', (_, changes, expected) => {
    expect(nextReadAt({ ...facts, ...changes })).toBe(expected)
  })
})
