import { describe, expect, it } from 'vitest'
import { createTurns } from '../../src/platform/turns.ts'

const NOW = new Date('2026-11-26T10:00:00+08:00')
const after = (ms: number) => new Date(NOW.getTime() + ms)

describe('the turns of merchants', () => {
  it('are waited for until the instant that was told', () => {
    const turns = createTurns()
    turns.tell('m1', 'detail', after(300))
    turns.tell('m2', 'history', after(200))
    expect(turns.waiting(['detail', 'history'], NOW)).toEqual(['m1', 'm2'])
    expect(turns.waiting(['reply'], NOW)).toEqual([])
    expect(turns.lookAgainIn(['detail', 'history'], NOW)).toBe(200)
    expect(turns.waiting(['detail', 'history'], after(200))).toEqual(['m1'])
    expect(turns.waiting(['detail', 'history'], after(300))).toEqual([])
    expect(turns.lookAgainIn(['detail', 'history'], after(300))).toBeUndefined()
  })

  it('belong to what was taken up until its call went out, or until it is clear that none will', () => {
    const turns = createTurns()
    turns.expect('m1', 'reply', NOW)
    turns.expect('m2', 'reply', NOW)
    expect(turns.waiting(['reply'], after(1_000))).toEqual(['m1', 'm2'])
    expect(turns.lookAgainIn(['reply'], NOW)).toBe(100)
    turns.tell('m1', 'reply', NOW)
    turns.forget('m2', 'reply')
    expect(turns.waiting(['reply'], after(1))).toEqual([])
  })

  it('are not forgotten once they were told, and not kept for ever by what never calls', () => {
    const turns = createTurns()
    turns.tell('m1', 'reply', after(500))
    turns.forget('m1', 'reply')
    turns.expect('m2', 'reply', NOW)
    expect(turns.waiting(['reply'], after(499))).toEqual(['m1', 'm2'])
    expect(turns.waiting(['reply'], after(45_000))).toEqual([])
  })

  it('are announced to whoever waits for one', async () => {
    const turns = createTurns()
    let told = false
    const waiting = turns.told('m1', 'detail').then(() => (told = true))
    turns.tell('m2', 'detail', NOW)
    turns.tell('m1', 'history', NOW)
    await Promise.resolve()
    expect(told).toBe(false)
    turns.tell('m1', 'detail', NOW)
    expect(await waiting).toBe(true)
  })
})
