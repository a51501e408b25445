import { describe, expect, it } from 'vitest'
import { calendarDay, exactInstant, shortInstant } from '../../src/format/instants.ts'

const now = Date.parse('2026-11-22T14:30:00+08:00')

describe('instants are shown in the time of Shanghai, whatever the browser is set to', () => {
  it.each([
    ['2026-11-22T06:03:09Z', '2026-11-22 14:03:09'],
    ['2026-11-21T16:00:00Z', '2026-11-22 00:00:00'],
    ['2026-11-22T00:30:00+08:00', '2026-11-22 00:30:00'],
  ])('%s exactly', (instant, text) => {
    expect(exactInstant(Date.parse(instant))).toBe(text)
  })

  it.each([
    ['2026-11-22T06:03:09Z', '14:03'],
    ['2026-11-21T16:00:00Z', '00:00'],
    ['2026-11-21T15:59:00Z', '11-21 23:59'],
    ['2025-12-31T15:59:00Z', '2025-12-31 23:59'],
  ])('%s briefly', (instant, text) => {
    expect(shortInstant(Date.parse(instant), now)).toBe(text)
  })

  it('names the day a key expires on', () => {
    expect(calendarDay(Date.parse('2027-07-31T16:00:00Z'))).toBe('2027-08-01')
  })
})
