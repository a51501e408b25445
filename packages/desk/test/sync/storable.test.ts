import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { storableJson, storableRow, storableText } from '../../src/sync/storable.ts'

const strange = fc.string({ unit: 'binary' })

describe('text that the database cannot keep', () => {
  it.each([
    ['a\0b', 'a\uFFFDb'],
    ['半个表情\uD83D', '半个表情\uFFFD'],
    ['\uDE00在前', '\uFFFD在前'],
    ['完整的😀留下', '完整的😀留下'],
    ['', ''],
  ])('is kept with U+FFFD in its place: %j', (text, kept) => {
    expect(storableText(text)).toBe(kept)
  })

  it('is replaced in every corner of JSON, names of fields included, and nothing else changes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), strange, (value, name) => {
        const kept = JSON.stringify(storableJson({ [name]: [value] }))
        expect(kept).not.toMatch(/\\u0000|\\ud[89a-f]/)
      }),
    )
    expect(storableJson({ a: [1, null, true, { b: 'c' }] })).toEqual({ a: [1, null, true, { b: 'c' }] })
  })

  it('is replaced in a row and its lists, and other values stay the same', () => {
    const at = new Date()
    expect(storableRow({ at, text: 'a\0', tags: ['b\0', 'c'], n: 1, none: null })).toEqual({
      at,
      text: 'a\uFFFD',
      tags: ['b\uFFFD', 'c'],
      n: 1,
      none: null,
    })
  })
})
