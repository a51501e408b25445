import { describe, expect, it } from 'vitest'
import { judgeLabels, labelChoices, labelsFromForm } from '../../src/merchants/labels.ts'

describe('labels', () => {
  it('are offered once each, by name, with the chosen one', () => {
    const merchants = [{ labels: ['门店10', '门店9'] }, { labels: ['门店9'] }]
    expect(labelChoices(merchants, '门店8')).toEqual(['门店8', '门店9', '门店10'])
    expect(labelChoices([])).toEqual([])
  })

  it('are taken without the space around them', () => {
    expect(labelsFromForm([' a ', 'a', '', ' '])).toEqual(['a'])
  })

  it.each([
    [[], undefined],
    [['款'.repeat(64)], undefined],
    [['款'.repeat(65)], 'tooLong'],
    [Array.from({ length: 20 }, (_, n) => String(n)), undefined],
    [Array.from({ length: 21 }, (_, n) => String(n)), 'tooMany'],
  ])('%j: %s', (labels, expected) => {
    expect(judgeLabels(labels)).toBe(expected)
  })
})
