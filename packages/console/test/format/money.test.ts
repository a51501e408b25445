import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fenFromYuan, yuan } from '../../src/format/money.ts'

describe('money', () => {
  it.each([
    [0, '¥0.00'],
    [1, '¥0.01'],
    [8800, '¥88.00'],
    [129_900, '¥1,299.00'],
    [123_456_789, '¥1,234,567.89'],
    [-250, '-¥2.50'],
  ])('%s fen reads %s', (fen, text) => {
    expect(yuan(fen)).toBe(text)
  })

  it.each([
    ['88', 8800],
    ['88.5', 8850],
    ['0.01', 1],
    [' ¥1,288.00 ', 128_800],
    ['８８．５', 8850],
  ])('“%s” is understood', (text, fen) => {
    expect(fenFromYuan(text)).toBe(fen)
  })

  it.each(['', '.', '1.234', '-1', '1e3', 'abc', '12345678901'])('“%s” is refused', (text) => {
    expect(fenFromYuan(text)).toBeUndefined()
  })

  it('reads back every sum it prints', () => {
    fc.assert(
      fc.property(fc.nat({ max: 99_999_999_99 }), (fen) => {
        expect(fenFromYuan(yuan(fen))).toBe(fen)
      }),
    )
  })
})
