import { describe, expect, it } from 'vitest'
import { fieldFromInstant, instantFromField } from '../../src/format/date-field.ts'

describe('a field for a moment', () => {
  it.each([
    ['2026-11-22T06:30:59Z', '2026-11-22T14:30'],
    ['2026-12-31T16:00:00Z', '2027-01-01T00:00'],
    [Date.parse('2026-11-22T06:30:00Z'), '2026-11-22T14:30'],
    [null, ''],
  ])('shows %s in Beijing time, to the minute', (instant, field) => {
    expect(fieldFromInstant(instant)).toBe(field)
  })

  it.each([
    ['2026-11-22T14:30', '2026-11-22T14:30:00+08:00'],
    ['2026-11-22T14:30:09', '2026-11-22T14:30:09+08:00'],
    ['', undefined],
    ['2026-11-22', undefined],
    ['2026-13-40T14:30', undefined],
  ])('reads %j', (field, instant) => {
    expect(instantFromField(field)).toBe(instant)
  })
})
