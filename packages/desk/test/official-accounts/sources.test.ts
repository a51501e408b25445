import { describe, expect, it } from 'vitest'
import { missingSources, parseSource } from '../../src/official-accounts/sources.ts'

describe('allowed sources', () => {
  it.each([
    [['101.226.62.77'], ['101.226.62.0/24'], []],
    [['101.226.62.77'], ['101.226.62.77'], []],
    [['101.226.62.77', '101.226.63.1'], ['101.226.62.0/24'], ['101.226.63.1']],
    [['101.226.62.0/25'], ['101.226.62.0/24'], []],
    [['101.226.62.0/24'], ['101.226.62.0/25'], ['101.226.62.0/24']],
    [['2402:4e00::1'], ['2402:4e00::/32'], []],
    [['2402:4e00::1'], ['101.226.62.0/24'], ['2402:4e00::1']],
    [['not an address'], ['0.0.0.0/0'], ['not an address']],
  ])('%j within %j leaves out %j', (named, allowed, missing) => {
    expect(missingSources(named, allowed)).toEqual(missing)
  })

  it.each(['', 'example.com', '1.2.3.4/33', '1.2.3.4/', '::/129', '1.2.3.4/8/8', '1.2.3'])('refuse %j', (source) => {
    expect(parseSource(source)).toBeUndefined()
  })
})
