import { describe, expect, it } from 'vitest'
import { complaintTimeLeft, splitMinutes, timeLeft } from '../../src/format/time-left.ts'
import { complaint, hours, NOW } from '../support/complaints.ts'

const HOUR = 3_600_000

describe('time left until a deadline of 24 hours', () => {
  it.each([
    [0, 'calm', 24 * 60],
    [11.99, 'calm', 720],
    [12, 'halfway', 720],
    [19, 'halfway', 300],
    [19.2, 'urgent', 288],
    [23.999, 'urgent', 0],
    [24, 'overdue', 0],
    [27.5, 'overdue', 210],
  ] as const)('after %s hours it is %s with %s whole minutes', (used, stage, minutes) => {
    expect(timeLeft(0, 24 * HOUR, used * HOUR)).toEqual({ stage, minutes })
  })

  it('never counts below zero, whatever the clock says', () => {
    expect(timeLeft(0, 24 * HOUR, -HOUR).minutes).toBe(25 * 60)
    expect(timeLeft(5, 5, 5)).toEqual({ stage: 'overdue', minutes: 0 })
  })
})

describe('time left of a complaint', () => {
  const now = Date.parse(NOW)

  it('measures the stage over the duty it stands under, not over the whole complaint', () => {
    const continued = complaint({
      complainedAt: hours(-100),
      dueAt: hours(23),
      duty: 'next-reply',
      deadlines: [
        { kind: 'next-reply', episode: 2, startsAt: hours(-1), dueAt: hours(23), metAt: null, stage: 0, state: 'open' },
      ],
    })
    expect(complaintTimeLeft(continued, now)).toEqual({ stage: 'calm', minutes: 23 * 60 })
  })

  it('has none when nothing is owed', () => {
    expect(complaintTimeLeft(complaint({ dueAt: null, duty: null, deadlines: [] }), now)).toBeUndefined()
  })
})

describe('minutes for reading', () => {
  it.each([
    [0, { days: 0, hours: 0, minutes: 0 }],
    [312, { days: 0, hours: 5, minutes: 12 }],
    [47 * 60 + 59, { days: 0, hours: 47, minutes: 59 }],
    [48 * 60, { days: 2, hours: 0, minutes: 0 }],
    [51 * 60 + 40, { days: 2, hours: 3, minutes: 0 }],
  ])('%s minutes', (minutes, expected) => {
    expect(splitMinutes(minutes)).toEqual(expected)
  })
})
