import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  draftFromTerms,
  isSame,
  isValid,
  judgeTerms,
  MAX_TERMS,
  moved,
  type TermLine,
  termLength,
  termsFromDraft,
  withLine,
} from '../../src/tickets/terms/terms.ts'

const lines = (...texts: string[]): TermLine[] => texts.map((text, id) => ({ id, text }))
const texts = (list: readonly TermLine[]) => list.map(({ text }) => text)

describe('own reasons and solutions', () => {
  it('are counted in code points, without the blanks around them', () => {
    expect([termLength('茶叶受潮'), termLength('𠮷野家'), termLength('  😀 ')]).toEqual([4, 3, 1])
  })

  it.each([
    [['十五个字的维权原因恰好不会超出'], [undefined]],
    [['十五个字的维权原因恰好不会超出了'], ['over']],
    [['𠮷'.repeat(15)], [undefined]],
    [['𠮷'.repeat(16)], ['over']],
    [
      [' ', 'a', 'a '],
      ['blank', undefined, 'twice'],
    ],
    [[], []],
  ])('%j are judged %j', (given, problems) => {
    expect(judgeTerms(lines(...given))).toEqual(problems)
  })

  it('are three at most', () => {
    expect(texts(withLine(lines('a', 'b')))).toEqual(['a', 'b', ''])
    expect(withLine(lines('a', 'b', 'c'))).toHaveLength(MAX_TERMS)
  })

  it('keep their ids apart when one was removed and one is added', () => {
    const ids = withLine([{ id: 2, text: 'c' }]).map(({ id }) => id)
    expect(ids).toEqual([2, 3])
  })

  it('move by one place and never past an end', () => {
    expect(texts(moved(lines('a', 'b', 'c'), 0, 1))).toEqual(['b', 'a', 'c'])
    expect(texts(moved(lines('a', 'b', 'c'), 2, -1))).toEqual(['a', 'c', 'b'])
    expect(texts(moved(lines('a', 'b'), 0, -1))).toEqual(['a', 'b'])
    expect(texts(moved(lines('a', 'b'), 1, 1))).toEqual(['a', 'b'])
  })

  it('lose and double nothing by moving', () => {
    const move = fc.tuple(fc.nat(2), fc.constantFrom<1 | -1>(1, -1))
    fc.assert(
      fc.property(fc.array(move), (moves) => {
        const end = moves.reduce<readonly TermLine[]>(
          (list, [index, by]) => moved(list, index, by),
          lines('a', 'b', 'c'),
        )
        expect(texts(end).toSorted()).toEqual(['a', 'b', 'c'])
      }),
    )
  })

  it('are the same as saved until a text or the order changes', () => {
    const saved = { reasons: ['a', 'b'], solutions: [] }
    const draft = draftFromTerms(saved)
    expect(isSame(draft, saved)).toBe(true)
    expect(isSame({ ...draft, reasons: moved(draft.reasons, 0, 1) }, saved)).toBe(false)
    expect(termsFromDraft({ ...draft, solutions: lines(' c ') })).toEqual({ reasons: ['a', 'b'], solutions: ['c'] })
    expect(isValid(draft)).toBe(true)
    expect(isValid({ ...draft, solutions: lines('') })).toBe(false)
  })
})
