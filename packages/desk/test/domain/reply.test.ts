import { describe, expect, it } from 'vitest'
import { maskPhone } from '../../src/domain/phone.ts'
import { rejectionProblem, replyProblem } from '../../src/domain/reply.ts'

describe('a reply', () => {
  it.each([
    ['您好，已为您退款。', 0, undefined],
    ['款'.repeat(500), 4, undefined],
    ['款'.repeat(501), 0, 'REPLY_TOO_LONG'],
    ['  \n', 0, 'REPLY_EMPTY'],
    ['Thank you \u{1F600}', 0, 'REPLY_UNSUPPORTED_CHARACTER'],
    ['ok', 5, 'REPLY_TOO_MANY_IMAGES'],
  ])('%j with %i pictures: %s', (content, images, code) => {
    expect(replyProblem(content, images)?.code).toBe(code)
  })
})

describe('the reason of a rejection', () => {
  it.each([
    ['款'.repeat(200), undefined, undefined],
    ['款'.repeat(201), 'REPLY_TOO_LONG', 'reason'],
    [' ', 'REPLY_EMPTY', 'reason'],
  ])('%j: %s at %s', (reason, code, field) => {
    const problem = rejectionProblem(reason, 0)
    expect([problem?.code, problem?.field]).toEqual([code, field])
  })
})

describe('a masked phone number', () => {
  it.each([
    ['13812341234', '138****1234'],
    ['+8613812341234', '+86****1234'],
    ['12345', '****45'],
    ['', '****'],
  ])('%s -> %s', (phone, masked) => {
    expect(maskPhone(phone)).toBe(masked)
  })
})
