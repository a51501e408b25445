import { describe, expect, it } from 'vitest'
import { agoText, spanText, timeLeftText } from '../../src/format/time-text.ts'
import { createTranslations } from '../../src/i18n/language.ts'

const { t } = createTranslations()

describe('spans of time in words', () => {
  it.each([
    [0, '不到 1 分钟'],
    [1, '1 分钟'],
    [59, '59 分钟'],
    [60, '1 小时'],
    [312, '5 小时 12 分'],
    [24 * 60, '24 小时'],
    [48 * 60, '2 天'],
    [51 * 60 + 59, '2 天 3 小时'],
  ])('%s minutes: %s', (minutes, text) => {
    expect(spanText(t, minutes)).toBe(text)
  })

  it('say whether time is left or has run out', () => {
    expect(timeLeftText(t, { stage: 'calm', minutes: 312 })).toBe('还剩 5 小时 12 分')
    expect(timeLeftText(t, { stage: 'overdue', minutes: 30 })).toBe('已超时 30 分钟')
    expect(timeLeftText(t, undefined)).toBe('无待办时限')
  })

  it('say how long ago', () => {
    expect(agoText(t, 0, 59_999)).toBe('刚刚')
    expect(agoText(t, 0, 180_000)).toBe('3 分钟前')
  })
})
