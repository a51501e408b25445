import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { characterName, judgeReply, withoutRefused } from '../../src/reply/reply-text.ts'
import { whyNotSend } from '../../src/reply/why-not-send.ts'

describe('a reply is judged as the platform judges it', () => {
  it('counts code points, not UTF-16 units', () => {
    expect(judgeReply('退款😀').length).toBe(3)
  })

  it('takes 500 and refuses 501', () => {
    expect(judgeReply('退'.repeat(500)).over).toBe(false)
    expect(judgeReply('退'.repeat(501)).over).toBe(true)
  })

  it('warns above 200', () => {
    expect(judgeReply('退'.repeat(200)).long).toBe(false)
    expect(judgeReply('退'.repeat(201)).long).toBe(true)
  })

  it('names each character beyond the basic plane once: emoji and rare Han alike', () => {
    expect(judgeReply('😀好😀𠮷').refused.map(characterName)).toEqual(['😀 (U+1F600)', '𠮷 (U+20BB7)'])
  })

  it('takes what only looks like an emoji', () => {
    expect(judgeReply('好的☺（已退款）').refused).toEqual([])
  })

  it('removes exactly what is refused, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const clean = withoutRefused(text)
        expect(judgeReply(clean).refused).toEqual([])
        expect(clean.length).toBeLessThanOrEqual(text.length)
      }),
    )
  })
})

describe('sending is held back, with the first thing to mend', () => {
  it.each([
    ['', [], 'empty'],
    ['  \n ', [], 'empty'],
    ['好', [], undefined],
    ['好😀', [], 'refused'],
    ['退'.repeat(501), [], 'over'],
    ['好', [{ error: undefined }], 'uploading'],
    ['好', [{ error: new Error('broken') }], 'uploadFailed'],
    ['', [{ error: undefined }], 'uploading'],
  ])('%j with %j', (text, uploads, obstacle) => {
    expect(whyNotSend(text, uploads)).toBe(obstacle)
  })
})
