import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type ComplaintFacts,
  DEFAULT_DEADLINES,
  type Deadline,
  deadlineState,
  nearestDuty,
  readTimeline,
} from '../../src/domain/deadlines.ts'
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts'
import type { TimelineEvent } from '../../src/domain/timeline.ts'

const filed = Date.parse('2026-03-20T14:00:00+08:00')
const facts = (changes: Partial<ComplaintFacts> = {}): ComplaintFacts => ({
  complainedAt: filed,
  state: 'PENDING',
  complaintTimes: 1,
  needImmediateService: false,
  ...changes,
})

/** `[hours after filing, action]` -> events with growing serials. */
const timeline = (...rows: [hours: number, action: string][]): TimelineEvent[] =>
  [[0, 'USER_CREATE_COMPLAINT'] as [number, string], ...rows].map(([hours, action], index) => ({
    logId: `30028532021032217000007${1000 + index}`,
    at: filed + hours * HOUR_MS,
    action,
  }))

const hours = (at: number | null) => (at === null ? null : (at - filed) / HOUR_MS)
const brief = (d: Deadline) => [d.kind, d.episode, hours(d.startsAt), hours(d.dueAt), d.ended ? hours(d.metAt) : 'open']

describe('deadlines of a complaint', () => {
  it('owes a first reply after 24 h and the settlement after 72 h, by the exact hour', () => {
    const { deadlines } = readTimeline(facts(), timeline())
    expect(deadlines.map(brief)).toEqual([
      ['first-reply', 1, 0, 24, 'open'],
      ['settlement', 1, 0, 72, 'open'],
    ])
    expect(deadlines.map((d) => new Date(d.dueAt).toISOString())).toEqual([
      '2026-03-21T06:00:00.000Z',
      '2026-03-23T06:00:00.000Z',
    ])
  })

  const cases: { name: string; events: [number, string][]; facts?: Partial<ComplaintFacts>; expected: unknown[][] }[] =
    [
      {
        name: 'a reply meets the first reply and leaves the settlement open',
        events: [[3, 'MERCHANT_RESPONSE']],
        expected: [
          ['first-reply', 1, 0, 24, 3],
          ['settlement', 1, 0, 72, 'open'],
        ],
      },
      {
        name: 'a message before the first reply adds nothing: the first reply answers it',
        events: [[1, 'USER_RESPONSE']],
        expected: [
          ['first-reply', 1, 0, 24, 'open'],
          ['settlement', 1, 0, 72, 'open'],
        ],
      },
      {
        name: 'a run of messages after a reply owes one next reply, from the first of them',
        events: [
          [3, 'MERCHANT_RESPONSE'],
          [10, 'USER_RESPONSE'],
          [11, 'USER_CLICK_RESPONSE'],
          [20, 'MERCHANT_RESPONSE'],
          [30, 'USER_RESPONSE'],
        ],
        expected: [
          ['first-reply', 1, 0, 24, 3],
          ['settlement', 1, 0, 72, 'open'],
          ['next-reply', 1, 10, 34, 20],
          ['next-reply', 1, 30, 54, 'open'],
        ],
      },
      {
        name: 'completion ends every duty',
        events: [
          [3, 'MERCHANT_RESPONSE'],
          [10, 'USER_RESPONSE'],
          [12, 'MERCHANT_CONFIRM_COMPLETE'],
        ],
        expected: [
          ['first-reply', 1, 0, 24, 3],
          ['settlement', 1, 0, 72, 12],
          ['next-reply', 1, 10, 34, 12],
        ],
      },
      {
        name: 'a refused refund settles, an approved one only when the money arrives',
        events: [
          [2, 'MERCHANT_APPROVE_REFUND'],
          [30, 'COMPLAINT_REFUND_RECEIVED_SYSTEM_MESSAGE'],
        ],
        expected: [
          ['first-reply', 1, 0, 24, 2],
          ['settlement', 1, 0, 72, 30],
        ],
      },
      {
        name: 'a refund that nobody promised in the complaint settles nothing',
        events: [[2, 'COMPLAINT_REFUND_RECEIVED_SYSTEM_MESSAGE']],
        expected: [
          ['first-reply', 1, 0, 24, 'open'],
          ['settlement', 1, 0, 72, 'open'],
        ],
      },
      {
        name: 'a refused refund settles',
        events: [[2, 'MERCHANT_REFUSE_REFUND']],
        expected: [
          ['first-reply', 1, 0, 24, 2],
          ['settlement', 1, 0, 72, 2],
        ],
      },
      {
        name: 'a continuation opens a second episode with both clocks new',
        events: [
          [3, 'MERCHANT_RESPONSE'],
          [12, 'MERCHANT_CONFIRM_COMPLETE'],
          [100, 'USER_CONTINUE_COMPLAINT'],
        ],
        facts: { complaintTimes: 2 },
        expected: [
          ['first-reply', 1, 0, 24, 3],
          ['settlement', 1, 0, 72, 12],
          ['first-reply', 2, 100, 124, 'open'],
          ['settlement', 2, 100, 172, 'open'],
        ],
      },
      {
        name: 'a continuation of a complaint never settled keeps the old duties',
        events: [
          [30, 'USER_CONTINUE_COMPLAINT'],
          [40, 'MERCHANT_RESPONSE'],
        ],
        facts: { complaintTimes: 2 },
        expected: [
          ['first-reply', 1, 0, 24, 40],
          ['settlement', 1, 0, 72, 'open'],
          ['first-reply', 2, 30, 54, 40],
          ['settlement', 2, 30, 102, 'open'],
        ],
      },
      {
        name: 'a payer who waits in a live chat is owed an answer within minutes, from the start',
        events: [],
        facts: { needImmediateService: true },
        expected: [
          ['first-reply', 1, 0, 24, 'open'],
          ['next-reply', 1, 0, 5 / 60, 'open'],
          ['settlement', 1, 0, 72, 'open'],
        ],
      },
      {
        name: 'a complaint settled by something unknown owes nothing, at no known instant',
        events: [],
        facts: { state: 'PROCESSED' },
        expected: [
          ['first-reply', 1, 0, 24, null],
          ['settlement', 1, 0, 72, null],
        ],
      },
      {
        name: 'a detail older than the continuation does not settle the new episode',
        events: [
          [12, 'MERCHANT_CONFIRM_COMPLETE'],
          [100, 'USER_CONTINUE_COMPLAINT'],
        ],
        facts: { state: 'PROCESSED', complaintTimes: 1 },
        expected: [
          ['first-reply', 1, 0, 24, 12],
          ['settlement', 1, 0, 72, 12],
          ['first-reply', 2, 100, 124, 'open'],
          ['settlement', 2, 100, 172, 'open'],
        ],
      },
    ]
  it.each(cases)('$name', ({ events, facts: changes, expected }) => {
    expect(readTimeline(facts(changes), timeline(...events)).deadlines.map(brief)).toEqual(expected)
  })

  it('takes its lengths from settings', () => {
    const settings = { ...DEFAULT_DEADLINES, firstReplyMs: 30 * MINUTE_MS }
    expect(readTimeline(facts(), timeline(), settings).deadlines.map(brief)[0]).toEqual([
      'first-reply',
      1,
      0,
      0.5,
      'open',
    ])
  })

  it('completes and continues within one second in the order of the serials', () => {
    const events = timeline([1, 'MERCHANT_RESPONSE'], [2, 'MERCHANT_CONFIRM_COMPLETE'], [2, 'USER_CONTINUE_COMPLAINT'])
    expect(readTimeline(facts({ complaintTimes: 2 }), events).episodes).toEqual([
      { number: 1, openedAt: filed, closedAt: filed + 2 * HOUR_MS },
      { number: 2, openedAt: filed + 2 * HOUR_MS, closedAt: null },
    ])
  })
})

describe('judging a deadline', () => {
  const due: Deadline = { kind: 'settlement', episode: 1, startsAt: 0, dueAt: 100, ended: false, metAt: null }
  it.each([
    ['open until the due instant', due, 100, 'open'],
    ['missed one millisecond later', due, 101, 'missed'],
    ['met at the due instant', { ...due, ended: true, metAt: 100 }, 500, 'met'],
    ['missed when it was met too late', { ...due, ended: true, metAt: 101 }, 500, 'missed'],
    ['met when the instant is not known', { ...due, ended: true }, 500, 'met'],
  ] as const)('is %s', (_, deadline, now, expected) => {
    expect(deadlineState(deadline, now)).toBe(expected)
  })

  it('shows the duty due first, and still after it was missed', () => {
    const { deadlines } = readTimeline(facts(), timeline([3, 'MERCHANT_RESPONSE'], [60, 'USER_RESPONSE']))
    expect(nearestDuty(deadlines)?.kind).toBe('settlement')
    expect(nearestDuty(readTimeline(facts({ state: 'PROCESSED' }), timeline()).deadlines)).toBeUndefined()
  })
})

describe('deadlines, whatever the timeline', () => {
  const duties = [
    'MERCHANT_RESPONSE',
    'USER_RESPONSE',
    'MERCHANT_CONFIRM_COMPLETE',
    'USER_CONTINUE_COMPLAINT',
    'MERCHANT_APPROVE_REFUND',
    'COMPLAINT_REFUND_RECEIVED_SYSTEM_MESSAGE',
  ]
  const unrelated = [
    'PLATFORM_RESPONSE',
    'PLATFORM_HELP_APPLICATION',
    'USER_SUBMIT_SATISFACTION',
    'USER_CONTINUE_COMPLAINT_SYSTEM_MESSAGE',
    'COMPLAINT_FULL_REFUNDED_SYSTEM_MESSAGE',
    'USER_APPLY_PLATFORM_SERVICE',
    'INVENTED_NEXT_YEAR',
  ]
  const events = (actions: string[], prefix: string) =>
    fc
      .array(fc.record({ hour: fc.integer({ min: 0, max: 300 }), action: fc.constantFrom(...actions) }), {
        maxLength: 20,
      })
      .map((rows) =>
        rows.map(({ hour, action }, i) => ({ logId: `${prefix}${i}`, at: filed + hour * HOUR_MS, action })),
      )
  const related = events(duties, '10')

  it('do not depend on the order in which events arrive, nor on repeats', () => {
    const shuffled = related.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray([...list, ...list], { minLength: list.length * 2 })),
    )
    fc.assert(
      fc.property(shuffled, ([ordered, disordered]) => {
        expect(readTimeline(facts(), disordered)).toEqual(readTimeline(facts(), ordered))
      }),
    )
  })

  it('are not moved by events that do not concern them', () => {
    fc.assert(
      fc.property(related, events(unrelated, '20'), (mine, others) => {
        expect(readTimeline(facts(), [...mine, ...others])).toEqual(readTimeline(facts(), mine))
      }),
    )
  })

  it('are never negative and never lost when the complaint is reopened', () => {
    fc.assert(
      fc.property(related, (list) => {
        const before = readTimeline(facts(), list).deadlines
        const reopened = { logId: '999', at: filed + 400 * HOUR_MS, action: 'USER_CONTINUE_COMPLAINT' }
        const after = readTimeline(facts({ complaintTimes: 99 }), [...list, reopened]).deadlines
        expect(after.slice(0, before.length)).toEqual(before)
        expect(after.length).toBe(before.length + 2)
        for (const d of after) {
          expect(d.dueAt).toBeGreaterThan(d.startsAt)
          expect(d.metAt ?? d.startsAt).toBeGreaterThanOrEqual(d.startsAt)
        }
      }),
    )
  })
})
