import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ProfileName, replyWindow, type WindowEntry, type WindowTrigger } from '../../src/index.ts'

const T0 = Date.parse('2026-02-28T23:59:00+08:00')
const at = (seconds: number): Date => new Date(T0 + seconds * 1000)
const opened = (trigger: WindowTrigger, seconds = 0): WindowEntry => ({ at: at(seconds), kind: 'opened', trigger })
const sent = (seconds: number): WindowEntry => ({ at: at(seconds), kind: 'sent' })
const HOUR = 3600

describe('replyWindow', () => {
  it.each<[ProfileName, WindowTrigger, number, number | null]>([
    ['v16', 'message', 24 * HOUR, null],
    ['v16', 'click', 24 * HOUR, null],
    ['v16', 'subscribe', 24 * HOUR, null],
    ['v16', 'scan', 24 * HOUR, null],
    ['v16', 'payment', 24 * HOUR, null],
    ['v16', 'rights', 24 * HOUR, null],
    ['y2018', 'message', 48 * HOUR, 20],
    ['y2018', 'rights', 48 * HOUR, null],
    ['y2021', 'message', 48 * HOUR, 20],
    ['y2021', 'click', 60, 3],
    ['y2021', 'payment', 48 * HOUR, 20],
    ['current', 'message', 48 * HOUR, 5],
    ['current', 'subscribe', 60, 3],
    ['current', 'scan', 60, 3],
  ])('%s, %s: open for %i s and %s messages', (profile, trigger, seconds, count) => {
    const entries = [opened(trigger)]
    expect(replyWindow(profile, entries, at(0))).toEqual({ open: true, closesAt: at(seconds), remaining: count })
    expect(replyWindow(profile, entries, at(seconds - 0.001)).open).toBe(true)
    expect(replyWindow(profile, entries, at(seconds))).toEqual({ open: false, reason: 'expired', errcode: 45015 })
  })

  it.each<[ProfileName, WindowTrigger]>([
    ['y2021', 'rights'],
    ['current', 'rights'],
    ['current', 'payment'],
  ])('%s: %s opens nothing', (profile, trigger) => {
    expect(replyWindow(profile, [opened(trigger)], at(1))).toEqual({
      open: false,
      reason: 'never-opened',
      errcode: 45015,
    })
  })

  it('counts messages down and says when they are used up', () => {
    const entries = [opened('message'), ...[1, 2, 3, 4].map(sent)]
    expect(replyWindow('current', entries, at(10))).toMatchObject({ remaining: 1 })
    expect(replyWindow('current', [...entries, sent(5)], at(10))).toEqual({
      open: false,
      reason: 'count-used-up',
      errcode: 45047,
    })
  })

  it('a new message of the payer gives all of them again', () => {
    const entries = [opened('message'), ...[1, 2, 3, 4, 5].map(sent), opened('message', 6)]
    expect(replyWindow('current', entries, at(7))).toMatchObject({
      open: true,
      remaining: 5,
      closesAt: at(6 + 48 * HOUR),
    })
  })

  it('consumes what ends first', () => {
    const entries = [opened('message'), opened('click', 1), sent(2), sent(3), sent(4)]
    expect(replyWindow('current', entries, at(5))).toMatchObject({ remaining: 5 })
    expect(replyWindow('current', [...entries, sent(5)], at(6))).toMatchObject({ remaining: 4 })
  })

  it('ends when the payer leaves, and begins anew when they come back', () => {
    const left: WindowEntry[] = [opened('message'), { at: at(5), kind: 'unsubscribed' }]
    expect(replyWindow('v16', left, at(6))).toEqual({ open: false, reason: 'unsubscribed', errcode: 45015 })
    expect(replyWindow('v16', [...left, opened('subscribe', 9)], at(10)).open).toBe(true)
  })

  it('was never open without an event, and not before it', () => {
    expect(replyWindow('v16', [], at(0))).toMatchObject({ reason: 'never-opened' })
    expect(replyWindow('v16', [opened('message', 10)], at(9))).toMatchObject({ reason: 'never-opened' })
  })

  it('does not depend on the order in which entries are given, and never promises more than was allowed', () => {
    const entry = fc.oneof(
      fc.record({
        kind: fc.constant('opened' as const),
        trigger: fc.constantFrom<WindowTrigger>('message', 'click', 'scan'),
      }),
      fc.constant({ kind: 'sent' as const }),
    )
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 30 }), fc.infiniteStream(fc.nat()), (kinds, order) => {
        const entries = kinds.map((kind, index): WindowEntry => ({ ...kind, at: at(index * 7) }))
        const shuffled = entries
          .map((item) => ({ item, rank: order.next().value }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ item }) => item)
        const window = replyWindow('current', entries, at(400))
        expect(replyWindow('current', shuffled, at(400))).toEqual(window)
        const remaining = window.open ? (window.remaining ?? Number.NaN) : 1
        expect(remaining > 0 && remaining <= 5 + 3 + 3).toBe(true)
      }),
    )
  })
})
