import { describe, expect, it } from 'vitest'
import { deadlineState } from '../../../src/domain/deadlines.ts'
import {
  arbitrationReasons,
  deliveryDueAt,
  filingOf,
  type OrderFacts,
  readRightsClock,
  settlementMs,
} from '../../../src/domain/rights/deadlines.ts'
import type { Goods } from '../../../src/domain/rights/goods.ts'

const HOUR = 3_600_000
const at = (text: string): number => Date.parse(text)
const beijing = (ms: number | null): string | null =>
  ms === null ? null : `${new Date(ms + 8 * HOUR).toISOString().slice(0, 19)}+08:00`

const order = (goods: Goods, changes: Partial<OrderFacts> = {}): OrderFacts => ({
  goods,
  paidAt: null,
  delivery: null,
  deliveredAt: null,
  ...changes,
})

const restart = { afterRejection: 'restart' } as const

describe('the time to deliver after payment (rule R1)', () => {
  it.each<[Goods, string, string]>([
    ['virtual', '2026-03-20T14:00:00+08:00', '2026-03-21T14:00:00+08:00'],
    ['service', '2026-03-20T14:00:00+08:00', '2026-03-21T14:00:00+08:00'],
    ['physical', '2026-03-20T14:00:00+08:00', '2026-03-23T14:00:00+08:00'],
    ['virtual', '2026-12-31T23:59:59+08:00', '2027-01-01T23:59:59+08:00'],
    ['physical', '2027-12-30T00:00:00+08:00', '2028-01-02T00:00:00+08:00'],
    ['physical', '2028-02-27T12:00:00+08:00', '2028-03-01T12:00:00+08:00'],
  ])('%s paid at %s is due at %s', (goods, paid, due) => {
    expect(beijing(deliveryDueAt(order(goods, { paidAt: at(paid) })))).toBe(due)
  })

  it('is not known while the payment is not', () => {
    expect(deliveryDueAt(order('physical'))).toBeNull()
  })
})

describe('the time to settle (rules R3 and R4)', () => {
  const delivered = (filed: string) => ({ delivery: 'delivered' as const, deliveredAt: at(filed) - HOUR })
  it.each<[Goods, boolean, string, string]>([
    ['virtual', false, '2026-03-20T14:00:00+08:00', '2026-03-21T14:00:00+08:00'],
    ['service', false, '2026-03-20T14:00:00+08:00', '2026-03-21T14:00:00+08:00'],
    ['physical', false, '2026-03-20T14:00:00+08:00', '2026-03-22T14:00:00+08:00'],
    ['virtual', true, '2026-03-20T14:00:00+08:00', '2026-03-23T14:00:00+08:00'],
    ['service', true, '2026-03-20T14:00:00+08:00', '2026-03-23T14:00:00+08:00'],
    ['physical', true, '2026-03-20T14:00:00+08:00', '2026-04-04T14:00:00+08:00'],
    // Ends of days, months and years; one is a leap year.
    ['virtual', false, '2026-12-31T00:00:00+08:00', '2027-01-01T00:00:00+08:00'],
    ['service', false, '2028-02-28T23:59:59+08:00', '2028-02-29T23:59:59+08:00'],
    ['physical', false, '2026-12-30T23:59:59+08:00', '2027-01-01T23:59:59+08:00'],
    ['virtual', true, '2026-02-27T00:00:00+08:00', '2026-03-02T00:00:00+08:00'],
    ['service', true, '2026-12-29T23:59:59+08:00', '2027-01-01T23:59:59+08:00'],
    ['physical', true, '2028-02-20T08:00:00+08:00', '2028-03-06T08:00:00+08:00'],
  ])('%s, delivered %s, filed at %s is due at %s', (goods, isDelivered, filed, due) => {
    const facts = order(goods, isDelivered ? delivered(filed) : { delivery: 'undelivered' })
    const [deadline] = readRightsClock([{ kind: 'opened', at: at(filed) }], facts, restart).deadlines
    expect([deadline?.kind, beijing(deadline?.dueAt ?? null)]).toEqual(['settlement', due])
  })

  it('takes the strict branch while nobody knows of a delivery, or when it failed', () => {
    const filed = at('2026-03-20T14:00:00+08:00')
    for (const delivery of [null, 'undelivered', 'failed'] as const)
      expect(settlementMs(order('physical', { delivery }), filed)).toBe(48 * HOUR)
    expect(settlementMs(order('physical', { delivery: 'delivered' }), filed)).toBe(48 * HOUR)
  })

  it('fixes the branch at the filing: delivered at that instant counts, a millisecond later does not', () => {
    const filed = at('2026-03-20T14:00:00+08:00')
    const deliveredAt = (ms: number) => order('physical', { delivery: 'delivered', deliveredAt: ms })
    expect(settlementMs(deliveredAt(filed), filed)).toBe(15 * 24 * HOUR)
    expect(settlementMs(deliveredAt(filed + 1), filed)).toBe(48 * HOUR)
  })

  it('is met at the due instant and missed a millisecond later', () => {
    const filed = at('2026-03-20T14:00:00+08:00')
    const due = filed + 24 * HOUR
    const state = (markedAt: number) => {
      const events = [{ kind: 'opened', at: filed } as const, { kind: 'marked', at: markedAt } as const]
      const [deadline] = readRightsClock(events, order('virtual'), restart).deadlines
      return deadline && deadlineState(deadline, due + 10)
    }
    expect([state(due), state(due + 1)]).toEqual(['met', 'missed'])
  })
})

describe('the clock after a refusal', () => {
  const filed = at('2026-12-30T23:00:00+08:00')
  const events = [
    { kind: 'opened', at: filed },
    { kind: 'marked', at: filed + 10 * HOUR },
    { kind: 'rejected', at: filed + 20 * HOUR },
  ] as const
  const settlements = (afterRejection: 'restart' | 'original') =>
    readRightsClock(events, order('physical'), { afterRejection }).deadlines.map((deadline) => [
      deadline.episode,
      (deadline.startsAt - filed) / HOUR,
      (deadline.dueAt - filed) / HOUR,
      deadline.metAt === null ? 'open' : (deadline.metAt - filed) / HOUR,
    ])

  it('starts again with the same length', () => {
    expect(settlements('restart')).toEqual([
      [1, 0, 48, 10],
      [2, 20, 68, 'open'],
    ])
  })

  it('or goes on from the filing, where the account says so', () => {
    expect(settlements('original')).toEqual([
      [1, 0, 48, 10],
      [2, 0, 48, 'open'],
    ])
  })

  it('never forgives: a refusal before any mark leaves the first clock running', () => {
    const early = [events[0], { kind: 'rejected', at: filed + HOUR } as const]
    const { deadlines, episodes } = readRightsClock(early, order('virtual'), restart)
    expect(deadlines.map(({ dueAt, ended }) => [(dueAt - filed) / HOUR, ended])).toEqual([
      [24, false],
      [25, false],
    ])
    expect(episodes.map(({ number, closedAt }) => [number, closedAt])).toEqual([
      [1, filed + HOUR],
      [2, null],
    ])
  })

  it.each(['restart', 'original'] as const)(
    'begins with a refusal that came before any request (%s)',
    (afterRejection) => {
      const all = [
        { kind: 'rejected', at: filed },
        { kind: 'opened', at: filed + HOUR },
      ] as const
      const { deadlines } = readRightsClock(all, order('physical'), { afterRejection })
      expect(deadlines.map(({ startsAt, dueAt }) => [(startsAt - filed) / HOUR, (dueAt - filed) / HOUR])).toEqual([
        [0, 48],
        [1, 49],
      ])
    },
  )

  it('takes the branch of the newest filing when a closed ticket is filed again', () => {
    const again = filed + 100 * HOUR
    const facts = order('physical', { delivery: 'delivered', deliveredAt: filed + 50 * HOUR })
    const all = [events[0], { kind: 'closed', at: filed + 2 * HOUR }, { kind: 'opened', at: again }] as const
    const { deadlines } = readRightsClock(all, facts, restart)
    expect(deadlines.map(({ startsAt, dueAt }) => (dueAt - startsAt) / HOUR)).toEqual([48, 15 * 24])
  })
})

describe('the duty to deliver in the deadlines of a ticket', () => {
  const paidAt = at('2026-03-17T10:00:00+08:00')
  const filed = paidAt + 80 * HOUR
  const opened = [{ kind: 'opened', at: filed } as const]
  const delivery = (facts: Partial<OrderFacts>, events: Parameters<typeof readRightsClock>[0] = opened) =>
    readRightsClock(events, order('physical', { paidAt, ...facts }), restart).deadlines.find(
      ({ kind }) => kind === 'delivery',
    )

  it('is owed from payment on, until something is delivered', () => {
    expect(delivery({ delivery: 'undelivered' })).toMatchObject({
      startsAt: paidAt,
      dueAt: paidAt + 72 * HOUR,
      ended: false,
    })
    expect(delivery({ delivery: 'failed' })).toMatchObject({ ended: false })
    const deliveredAt = paidAt + 75 * HOUR
    expect(delivery({ delivery: 'delivered', deliveredAt })).toMatchObject({ ended: true, metAt: deliveredAt })
  })

  it('ends with the ticket, too late when it was late by then', () => {
    const closed = delivery({}, [...opened, { kind: 'closed', at: filed + HOUR }])
    expect(closed).toMatchObject({ ended: true, metAt: filed + HOUR })
    expect(closed && deadlineState(closed, filed + 2 * HOUR)).toBe('missed')
  })

  it('is not known while the payment is not', () => {
    expect(delivery({ paidAt: null })).toBeUndefined()
  })
})

describe('when a complaint may be filed (rule R2)', () => {
  const paidAt = at('2026-11-20T14:00:00+08:00')
  const DAY = 24 * HOUR
  it.each<[string, Partial<OrderFacts>, number, string | null]>([
    ['within 45 days', { delivery: 'delivered', deliveredAt: paidAt + HOUR }, paidAt + 45 * DAY, null],
    [
      'a millisecond after 45 days',
      { delivery: 'delivered', deliveredAt: paidAt },
      paidAt + 45 * DAY + 1,
      'AFTER_WINDOW',
    ],
    [
      'undelivered, on the last instant of the delivery time',
      { delivery: 'undelivered' },
      paidAt + 3 * DAY,
      'BEFORE_DELIVERY_DEADLINE',
    ],
    ['undelivered, a millisecond later', { delivery: 'undelivered' }, paidAt + 3 * DAY + 1, null],
    ['delivered early', { delivery: 'delivered', deliveredAt: paidAt + HOUR }, paidAt + 2 * HOUR, null],
    [
      'delivered after the filing',
      { delivery: 'delivered', deliveredAt: paidAt + DAY },
      paidAt + HOUR,
      'BEFORE_DELIVERY_DEADLINE',
    ],
    ['early, but nobody knows of a delivery', {}, paidAt + HOUR, null],
  ])('%s', (_name, facts, filed, problem) => {
    const filing = filingOf(order('physical', { paidAt, ...facts }), filed)
    expect([beijing(filing.endsAt), filing.problem]).toEqual(['2027-01-04T14:00:00+08:00', problem])
  })

  it.each<[Goods, number]>([
    ['virtual', 24],
    ['service', 24],
    ['physical', 72],
  ])('waits for the delivery time of %s', (goods, hours) => {
    const undelivered = order(goods, { paidAt, delivery: 'undelivered' })
    expect(filingOf(undelivered, paidAt + hours * HOUR).problem).toBe('BEFORE_DELIVERY_DEADLINE')
    expect(filingOf(undelivered, paidAt + hours * HOUR + 1).problem).toBeNull()
  })

  it('says nothing while the payment is not known', () => {
    expect(filingOf(order('physical'), paidAt)).toEqual({ endsAt: null, problem: null })
  })
})

describe('the right to arbitration (rule R6)', () => {
  const filed = at('2026-12-31T23:59:59+08:00')
  const due = filed + 24 * HOUR
  const { deadlines } = readRightsClock([{ kind: 'opened', at: filed }], order('virtual'), restart)
  const settled = readRightsClock(
    [
      { kind: 'opened', at: filed },
      { kind: 'marked', at: due },
    ],
    order('virtual'),
    restart,
  ).deadlines

  it.each([
    ['on the due instant', deadlines, false, due, []],
    ['a millisecond later', deadlines, false, due + 1, ['OVERDUE']],
    ['marked in time, however much later', settled, false, due + 900 * HOUR, []],
    ['refused in time', deadlines, true, due, ['REJECTED']],
    ['refused and overdue', deadlines, true, due + 1, ['OVERDUE', 'REJECTED']],
  ])('%s', (_name, owed, rejected, now, expected) => {
    expect(arbitrationReasons(owed, { rejected, now })).toEqual(expected)
  })

  it('does not come from a late delivery alone', () => {
    const late = order('virtual', { paidAt: filed - 900 * HOUR, delivery: 'undelivered' })
    const owed = readRightsClock([{ kind: 'opened', at: filed }], late, restart).deadlines
    expect(arbitrationReasons(owed, { rejected: false, now: filed })).toEqual([])
  })
})
