import { describe, expect, it } from 'vitest'
import { changesOf, formFromOrder, judgeInstant } from '../../src/rights/order-facts.ts'
import { NOW } from '../support/complaints.ts'
import { ticket } from '../support/tickets.ts'

const now = Date.parse(NOW)
const order = (changes: object = {}) => {
  const { rights } = ticket()
  if (rights === null) throw new Error('a ticket has rights')
  return { ...rights.order, ...changes }
}

describe('order facts typed by hand', () => {
  it('change nothing when nothing was changed', () => {
    expect(changesOf(order(), formFromOrder(order()))).toEqual({})
    const known = order({ goodsAssumed: false, delivery: 'delivered', deliveredAt: NOW, outTradeNo: 'A1' })
    expect(changesOf(known, formFromOrder(known))).toEqual({})
  })

  it('say an assumed kind of goods only when somebody chose it', () => {
    expect(formFromOrder(order()).goods).toBeUndefined()
    expect(changesOf(order(), { ...formFromOrder(order()), goods: 'physical' })).toEqual({ goods: 'physical' })
  })

  it('carry moments of Beijing, and none of a delivery that did not happen', () => {
    const form = { ...formFromOrder(order()), paidAt: '2026-11-20T09:00', deliveredAt: '2026-11-21T10:00' }
    expect(changesOf(order(), { ...form, delivery: 'delivered' })).toEqual({
      paidAt: '2026-11-20T09:00:00+08:00',
      delivery: 'delivered',
      deliveredAt: '2026-11-21T10:00:00+08:00',
    })
    expect(changesOf(order(), { ...form, delivery: 'undelivered' })).toEqual({
      paidAt: '2026-11-20T09:00:00+08:00',
      delivery: 'undelivered',
    })
  })

  it('keep what a field was emptied of', () => {
    const known = order({ outTradeNo: 'A1' })
    expect(changesOf(known, { ...formFromOrder(known), outTradeNo: ' ', paidAt: '' })).toEqual({})
  })

  it.each([
    ['paidAt', '2026-11-22T14:30', '', undefined],
    ['paidAt', '2026-11-22T14:31', '', 'paidInFuture'],
    ['deliveredAt', '2026-11-20T09:00', '2026-11-20T09:00', undefined],
    ['deliveredAt', '2026-11-20T09:00', '2026-11-20T08:59', 'deliveredBeforePaid'],
    ['deliveredAt', '', '2026-11-22T14:31', 'deliveredInFuture'],
    ['deliveredAt', '2026-11-20T09:00', '', undefined],
  ] as const)('judge %s with paid %j and delivered %j: %s', (field, paidAt, deliveredAt, problem) => {
    expect(judgeInstant(field, { paidAt, deliveredAt }, now)).toBe(problem)
  })
})
