import { describe, expect, it } from 'vitest'
import { partOf } from '../../src/http/routes/images.ts'

describe('the part of a file that a player asks for', () => {
  it.each([
    ['bytes=0-', { start: 0, end: 99 }],
    ['bytes=0-1', { start: 0, end: 1 }],
    ['bytes=90-200', { start: 90, end: 99 }],
    ['bytes=-10', { start: 90, end: 99 }],
    ['bytes=-200', { start: 0, end: 99 }],
    ['bytes=100-', undefined],
    ['bytes=5-4', undefined],
    ['bytes=-0', undefined],
    ['bytes=-', undefined],
    ['bytes=0-1,3-4', undefined],
    ['items=0-1', undefined],
    [undefined, undefined],
  ])('of %s is %j; what makes no sense is answered with the whole', (range, part) => {
    expect(partOf(range, 100)).toEqual(part)
  })
})
