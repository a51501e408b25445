import { describe, expect, it } from 'vitest'
import { createLook } from '../../src/work/look.ts'

const at = (ms: number) => new Date(1_000_000 + ms)

describe('a look that found nothing', () => {
  it('is not repeated soon while everybody who had to wait still has to', () => {
    const look = createLook(200)
    look.foundNothing(['m1', 'm2'], at(0))
    expect(look.isVain(['m2', 'm1'], at(199))).toBe(true)
    expect(look.isVain(['m1', 'm2', 'm3'], at(199))).toBe(true)
  })

  it('is repeated as soon as somebody need not wait any more, or after a while', () => {
    const look = createLook(200)
    look.foundNothing(['m1', 'm2'], at(0))
    expect(look.isVain(['m1'], at(10))).toBe(false)
    expect(look.isVain(['m1', 'm2'], at(200))).toBe(false)
  })

  it('is always repeated where nobody had to wait', () => {
    const look = createLook(200)
    expect(look.isVain([], at(0))).toBe(false)
    look.foundNothing([], at(0))
    expect(look.isVain([], at(1))).toBe(false)
  })
})
