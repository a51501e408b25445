import { describe, expect, it } from 'vitest'
import { pictureCutoffs } from '../../src/domain/retention.ts'

describe('how long pictures are kept', () => {
  const now = new Date('2026-03-31T12:00:00Z')
  it.each([
    [30, new Date('2026-03-01T12:00:00Z')],
    [1, new Date('2026-03-30T12:00:00Z')],
    [0, undefined],
  ])('%i days after the last change: %o', (days, processedBefore) => {
    expect(pictureCutoffs(now, days)).toEqual({ processedBefore, storedBefore: new Date('2026-03-24T12:00:00Z') })
  })
})
