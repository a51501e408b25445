import { describe, expect, it } from 'vitest'
import { isAllowedSource } from '../../src/receiver/sources.ts'

describe('the addresses that notifications may come from', () => {
  it('are all while none is listed', () => {
    expect(isAllowedSource([], '203.0.113.7')).toBe(true)
  })

  it.each([
    ['203.0.113.7', true],
    ['::ffff:203.0.113.7', true],
    ['203.0.114.7', false],
    ['198.51.100.4', true],
    ['198.51.100.5', false],
    ['2001:db8::1', true],
    ['2001:db9::1', false],
    ['not an address', false],
    ['', false],
  ])('are those listed: %s is %s', (address, allowed) => {
    expect(isAllowedSource(['203.0.113.0/24', '198.51.100.4', '2001:db8::/32'], address)).toBe(allowed)
  })
})
