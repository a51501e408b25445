import { describe, expect, it } from 'vitest'
import { errorFromAnswer } from '../../src/api/errors.ts'

const answer = (status: number, headers: Record<string, string> = {}) => ({
  status,
  statusText: 'Bad Gateway',
  headers: new Headers(headers),
})

describe('refusals', () => {
  it('keep code, words, remedy, field and reasons of a problem document', () => {
    const error = errorFromAnswer(answer(409), {
      status: 409,
      code: 'COMPLETION_GUARD',
      detail: 'Something speaks against it.',
      remedy: 'Reply first.',
      field: 'overrideReason',
      reasons: [{ code: 'NO_REPLY', message: 'Nothing was replied.' }, 'nonsense', { message: 'no code' }],
    })
    expect(error).toMatchObject({
      status: 409,
      code: 'COMPLETION_GUARD',
      message: 'Something speaks against it.',
      remedy: 'Reply first.',
      field: 'overrideReason',
      reasons: [{ code: 'NO_REPLY', message: 'Nothing was replied.' }],
    })
  })

  it.each([undefined, null, '<html>502</html>', 5, []])('make sense of a body that is %j', (body) => {
    expect(errorFromAnswer(answer(502), body)).toMatchObject({
      code: 'HTTP_502',
      message: '502 Bad Gateway',
      reasons: [],
    })
  })

  it('say how long to wait', () => {
    expect(errorFromAnswer(answer(429, { 'retry-after': '30' }), undefined).retryAfter).toBe(30)
    expect(errorFromAnswer(answer(429), undefined).retryAfter).toBeUndefined()
  })
})
