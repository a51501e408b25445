import { describe, expect, it } from 'vitest'
import { type ApplicableFacts, canComplete, completionGuards } from '../../src/domain/applicable.ts'
import { sideOf } from '../../src/domain/timeline.ts'

const facts = (changes: Partial<ApplicableFacts> = {}): ApplicableFacts => ({
  complainedAt: 0,
  state: 'PROCESSING',
  complaintTimes: 1,
  needImmediateService: false,
  awaitingReply: false,
  ...changes,
})
const guards = (actions: string[], changes?: Partial<ApplicableFacts>) =>
  completionGuards(
    facts(changes),
    ['USER_CREATE_COMPLAINT', ...actions].map((action, i) => ({ logId: String(100 + i), at: i, action })),
  ).map((guard) => guard.code)

describe('guards of the completion', () => {
  it.each([
    ['let an answered complaint pass', ['MERCHANT_RESPONSE'], {}, []],
    ['stop a complaint without a reply', [], {}, ['NO_REPLY']],
    [
      'do not take a refund decision for a reply',
      ['MERCHANT_APPROVE_REFUND', 'COMPLAINT_REFUND_RECEIVED_SYSTEM_MESSAGE'],
      {},
      ['NO_REPLY'],
    ],
    [
      'stop while the last message is unanswered',
      ['MERCHANT_RESPONSE', 'USER_RESPONSE'],
      {},
      ['UNANSWERED_PAYER_MESSAGE'],
    ],
    ['pass when it was answered', ['MERCHANT_RESPONSE', 'USER_RESPONSE', 'MERCHANT_RESPONSE'], {}, []],
    ['count a click as a message', ['MERCHANT_RESPONSE', 'USER_CLICK_RESPONSE'], {}, ['UNANSWERED_PAYER_MESSAGE']],
    ['believe the flag of the platform', ['MERCHANT_RESPONSE'], { awaitingReply: true }, ['UNANSWERED_PAYER_MESSAGE']],
    ['say once that nothing was replied', [], { awaitingReply: true }, ['NO_REPLY']],
    [
      'stop while a promised refund is on its way',
      ['MERCHANT_RESPONSE', 'MERCHANT_APPROVE_REFUND'],
      {},
      ['PROMISED_REFUND_NOT_ARRIVED'],
    ],
    [
      'do not take the start of a refund for its arrival',
      ['MERCHANT_RESPONSE', 'MERCHANT_APPROVE_REFUND', 'COMPLAINT_FULL_REFUNDED_SYSTEM_MESSAGE'],
      {},
      ['PROMISED_REFUND_NOT_ARRIVED'],
    ],
    [
      'pass when the platform has refunded itself',
      ['MERCHANT_RESPONSE', 'MERCHANT_APPROVE_REFUND', 'COMPLAINT_ENTRUSTED_REFUND_SYSTEM_MESSAGE'],
      {},
      [],
    ],
    [
      'ask for a reply in every episode',
      ['MERCHANT_RESPONSE', 'MERCHANT_CONFIRM_COMPLETE', 'USER_CONTINUE_COMPLAINT'],
      { complaintTimes: 2 },
      ['NO_REPLY'],
    ],
    [
      'give every reason at once',
      ['MERCHANT_APPROVE_REFUND', 'USER_RESPONSE'],
      {},
      ['NO_REPLY', 'UNANSWERED_PAYER_MESSAGE', 'PROMISED_REFUND_NOT_ARRIVED'],
    ],
  ] as [string, string[], Partial<ApplicableFacts>, string[]][])('%s', (_, actions, changes, expected) => {
    expect(guards(actions, changes)).toEqual(expected)
  })

  it('cannot be overridden for a complaint that is processed', () => {
    expect(canComplete({ state: 'PROCESSED' })).toMatchObject({ allowed: false, code: 'ALREADY_PROCESSED' })
    expect(canComplete({ state: 'PENDING' })).toEqual({ allowed: true })
    expect(canComplete({ state: 'INVENTED_NEXT_YEAR' })).toEqual({ allowed: true })
  })
})

describe('the side of an entry', () => {
  it.each([
    ['USER_RESPONSE', 'payer'],
    ['USER_CREATE_COMPLAINT_SYSTEM_MESSAGE', 'system'],
    ['MERCHANT_REFUSE_REFUND', 'merchant'],
    ['PLATFORM_SERVICE_FINISHED', 'platform'],
    ['SERVICE_ORDER_CANCEL', 'system'],
    ['MERCHANT_INVENTED_NEXT_YEAR', 'merchant'],
    ['INVENTED_NEXT_YEAR', 'system'],
  ])('of %s is the %s', (action, side) => {
    expect(sideOf(action)).toBe(side)
  })
})
