import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  canDecideRefund,
  outRefundNo,
  proposedRefund,
  type RefundFacts,
  refundStillOwed,
} from '../../src/domain/refund.ts'

const facts: RefundFacts = {
  complainedAt: 0,
  state: 'PENDING',
  complaintTimes: 1,
  needImmediateService: false,
  awaitingReply: false,
  problemType: 'REFUND',
  fullyRefunded: false,
  userTags: [],
  orderAmount: 2_600,
  applyRefundAmount: 2_000,
}
const events = (...actions: string[]) => actions.map((action, i) => ({ logId: String(100 + i), at: i, action }))

describe('whether a refund request can be decided', () => {
  it.each([
    ['yes', {}, [], false, undefined],
    ['not when nobody asked for one', { problemType: 'OTHERS' }, [], false, 'NOT_A_REFUND_REQUEST'],
    ['not of an untrusted payer where that is the rule', {}, [], true, 'PAYER_NOT_TRUSTED'],
    ['yes of a trusted one', { userTags: ['TRUSTED'] }, [], true, undefined],
    ['not twice', {}, ['MERCHANT_APPROVE_REFUND'], false, 'REFUND_ALREADY_DECIDED'],
    ['not after a refusal', {}, ['MERCHANT_REFUSE_REFUND'], false, 'REFUND_ALREADY_DECIDED'],
    [
      'again after the payer continued',
      { complaintTimes: 2 },
      ['MERCHANT_REFUSE_REFUND', 'USER_CONTINUE_COMPLAINT'],
      false,
      undefined,
    ],
    [
      'never after the platform paid',
      { complaintTimes: 2 },
      ['COMPLAINT_ENTRUSTED_REFUND_SYSTEM_MESSAGE', 'USER_CONTINUE_COMPLAINT'],
      false,
      'REFUND_ENTRUSTED',
    ],
    ['not of a refunded order', { fullyRefunded: true }, [], false, 'ALREADY_REFUNDED'],
    ['not of a processed complaint', { state: 'PROCESSED' }, [], false, 'ALREADY_PROCESSED'],
    ['not without an order', { orderAmount: null }, [], false, 'ORDER_UNKNOWN'],
  ] as [string, Partial<RefundFacts>, string[], boolean, string | undefined][])(
    '%s',
    (_, changes, actions, trustedOnly, code) => {
      const answer = canDecideRefund({ ...facts, ...changes }, events(...actions), { trustedOnly })
      expect(answer.allowed ? undefined : answer.code).toBe(code)
    },
  )

  it('proposes what the payer asks for, never more than the order', () => {
    expect(proposedRefund(facts)).toBe(2_000)
    expect(proposedRefund({ ...facts, applyRefundAmount: null })).toBe(2_600)
    expect(proposedRefund({ ...facts, applyRefundAmount: 9_999 })).toBe(2_600)
  })

  it.each<[string, number, string[], boolean]>([
    ['not before it was approved', 1, ['MERCHANT_RESPONSE'], false],
    ['once it was', 1, ['MERCHANT_APPROVE_REFUND'], true],
    [
      'not when the platform has paid in the place of the merchant',
      1,
      ['MERCHANT_APPROVE_REFUND', 'COMPLAINT_ENTRUSTED_REFUND_SYSTEM_MESSAGE'],
      false,
    ],
    ['not for the approval of an episode before', 2, ['MERCHANT_APPROVE_REFUND', 'USER_CONTINUE_COMPLAINT'], false],
    [
      'for the approval of its own',
      2,
      ['MERCHANT_APPROVE_REFUND', 'USER_CONTINUE_COMPLAINT', 'MERCHANT_APPROVE_REFUND'],
      true,
    ],
    ['as promised, though the payer goes on', 1, ['MERCHANT_APPROVE_REFUND', 'USER_CONTINUE_COMPLAINT'], true],
    [
      'as promised, though a later request was refused',
      1,
      ['MERCHANT_APPROVE_REFUND', 'USER_CONTINUE_COMPLAINT', 'MERCHANT_REFUSE_REFUND'],
      true,
    ],
    ['not when its own request was refused', 1, ['MERCHANT_REFUSE_REFUND'], false],
    [
      'when the payer went on before the approval came',
      1,
      ['USER_CONTINUE_COMPLAINT', 'MERCHANT_APPROVE_REFUND'],
      true,
    ],
    ['not for an episode that is not known', 3, ['MERCHANT_APPROVE_REFUND'], false],
  ])('is owed %s', (_name, episode, actions, owed) => {
    expect(refundStillOwed(events(...actions), outRefundNo('2000', episode))).toBe(owed)
  })

  it('numbers a refund by its complaint and episode, within what the platform takes', () => {
    const id = fc.stringMatching(/^[0-9]{1,58}$/)
    fc.assert(
      fc.property(id, id, fc.nat(99), fc.nat(99), (a, b, x, y) => {
        expect(outRefundNo(a, x) === outRefundNo(b, y)).toBe(a === b && x === y)
        expect(outRefundNo(a, x)).toMatch(/^[\w|*@-]{1,64}$/)
      }),
    )
  })
})
