import { describe, expect, it } from 'vitest'
import type { Complaint } from '../src/platform/complaint.ts'
import { type ComplaintEvent, transition } from '../src/platform/transitions.ts'
import type { ComplaintState } from '../src/platform/vocabulary.ts'

const rules = { continuedState: 'PENDING', merchantName: '云边咖啡' } as const

const complaintIn = (state: ComplaintState, change: Partial<Complaint> = {}): Complaint => ({
  id: '200000020260120000000000001',
  mchid: '1900000001',
  filedAt: 0,
  detail: '少送一杯',
  state,
  payerId: 'payer-lin',
  payerOpenId: 'o1',
  payerPhone: null,
  order: { transactionId: '42', outTradeNo: '1', amount: 1000 },
  problemType: 'OTHERS',
  problemDescription: '其他问题',
  applyRefundAmount: null,
  userTags: [],
  pictures: [],
  refundDecision: null,
  refundedAmount: 0,
  fullyRefunded: false,
  awaitingReply: false,
  complaintTimes: 1,
  inPlatformService: false,
  needImmediateService: false,
  agentMode: false,
  surveyed: false,
  serviceOrders: [],
  powerBank: null,
  history: [],
  ...change,
})

const replied: ComplaintEvent = { kind: 'merchant-replied', text: '您好', pictures: [] }
const wrote: ComplaintEvent = { kind: 'payer-wrote', text: '在吗', pictures: [] }
const continued: ComplaintEvent = { kind: 'payer-continued', text: '没解决', pictures: ['p2'] }
const approved: ComplaintEvent = { kind: 'refund-approved', launchDays: 0 }
const rejected: ComplaintEvent = { kind: 'refund-rejected', reason: '已使用', pictures: [] }

type Row = [ComplaintEvent, ComplaintState, ComplaintState, Partial<Complaint>, string[], string[], Partial<Complaint>?]

describe('what an event does (spec 5.2)', () => {
  it.each<Row>([
    [
      { kind: 'filed', pictures: [] },
      'PENDING',
      'PENDING',
      {},
      ['USER_CREATE_COMPLAINT', 'USER_CREATE_COMPLAINT_SYSTEM_MESSAGE'],
      ['CREATE_COMPLAINT'],
    ],
    [
      replied,
      'PENDING',
      'PROCESSING',
      { awaitingReply: false },
      ['MERCHANT_RESPONSE'],
      ['MERCHANT_RESPONSE'],
      { awaitingReply: true },
    ],
    [replied, 'PROCESSING', 'PROCESSING', {}, ['MERCHANT_RESPONSE'], ['MERCHANT_RESPONSE']],
    [replied, 'PROCESSED', 'PROCESSED', {}, ['MERCHANT_RESPONSE'], ['MERCHANT_RESPONSE']],
    [wrote, 'PENDING', 'PENDING', { awaitingReply: true }, ['USER_RESPONSE'], ['USER_RESPONSE']],
    [wrote, 'PROCESSING', 'PROCESSING', { awaitingReply: true }, ['USER_RESPONSE'], ['USER_RESPONSE']],
    [
      { kind: 'payer-clicked', click: { content: '已解决', actionId: 'a4', clickedLogId: '1' } },
      'PROCESSED',
      'PROCESSED',
      { awaitingReply: true },
      ['USER_CLICK_RESPONSE'],
      ['USER_RESPONSE'],
    ],
    [
      { kind: 'platform-wrote', text: '请处理' },
      'PENDING',
      'PENDING',
      {},
      ['PLATFORM_RESPONSE'],
      ['RESPONSE_BY_PLATFORM'],
    ],
    [
      { kind: 'platform-urged', text: '请尽快' },
      'PROCESSING',
      'PROCESSING',
      {},
      ['PLATFORM_HELP_APPLICATION'],
      ['RESPONSE_BY_PLATFORM'],
    ],
    [
      { kind: 'merchant-completed' },
      'PENDING',
      'PROCESSED',
      {},
      ['MERCHANT_CONFIRM_COMPLETE'],
      ['MERCHANT_CONFIRM_COMPLETE'],
    ],
    [
      { kind: 'merchant-completed' },
      'PROCESSING',
      'PROCESSED',
      {},
      ['MERCHANT_CONFIRM_COMPLETE'],
      ['MERCHANT_CONFIRM_COMPLETE'],
    ],
    [
      { kind: 'payer-rated', score: '5' },
      'PROCESSED',
      'PROCESSED',
      { surveyed: true },
      ['USER_SUBMIT_SATISFACTION'],
      [],
    ],
    [
      continued,
      'PROCESSED',
      'PENDING',
      { complaintTimes: 2, pictures: ['p1', 'p2'] },
      ['USER_CONTINUE_COMPLAINT', 'USER_CONTINUE_COMPLAINT_SYSTEM_MESSAGE'],
      ['CONTINUE_COMPLAINT'],
      { pictures: ['p1'] },
    ],
    [
      approved,
      'PENDING',
      'PROCESSING',
      { refundDecision: 'APPROVE' },
      ['MERCHANT_APPROVE_REFUND'],
      ['MERCHANT_APPROVE_REFUND'],
    ],
    [
      rejected,
      'PROCESSING',
      'PROCESSED',
      { refundDecision: 'REJECT' },
      ['MERCHANT_REFUSE_RERUND'],
      ['MERCHANT_REJECT_REFUND'],
    ],
    [
      { kind: 'refund-started', amount: 400 },
      'PROCESSING',
      'PROCESSING',
      { refundedAmount: 400, fullyRefunded: false },
      ['COMPLAINT_PARTIAL_REFUNDED_SYSTEM_MESSAGE'],
      [],
    ],
    [
      { kind: 'refund-started', amount: 600 },
      'PROCESSING',
      'PROCESSING',
      { refundedAmount: 1000, fullyRefunded: true },
      ['COMPLAINT_FULL_REFUNDED_SYSTEM_MESSAGE'],
      ['SELLER_REFUND'],
      { refundedAmount: 400 },
    ],
    [
      { kind: 'refund-arrived', amount: 1000 },
      'PROCESSING',
      'PROCESSED',
      {},
      ['COMPLAINT_REFUND_RECEIVED_SYSTEM_MESSAGE'],
      ['REFUND_SUCCESS'],
      { problemType: 'REFUND', refundDecision: 'APPROVE' },
    ],
    [
      { kind: 'refund-arrived', amount: 1000 },
      'PROCESSING',
      'PROCESSING',
      {},
      ['COMPLAINT_REFUND_RECEIVED_SYSTEM_MESSAGE'],
      [],
    ],
    [
      { kind: 'entrusted-refund' },
      'PENDING',
      'PENDING',
      { fullyRefunded: true },
      ['COMPLAINT_ENTRUSTED_REFUND_SYSTEM_MESSAGE'],
      [],
    ],
    [
      { kind: 'platform-service-applied', reason: '商家未及时回复', description: '等了一天' },
      'PENDING',
      'PENDING',
      { inPlatformService: true },
      ['USER_APPLY_PLATFORM_SERVICE'],
      ['USER_APPLY_PLATFORM_SERVICE'],
    ],
    [
      { kind: 'platform-service-cancelled' },
      'PENDING',
      'PENDING',
      { inPlatformService: false },
      ['USER_CANCEL_PLATFORM_SERVICE'],
      ['USER_CANCEL_PLATFORM_SERVICE'],
      { inPlatformService: true },
    ],
    [
      { kind: 'platform-service-finished' },
      'PROCESSING',
      'PROCESSING',
      { inPlatformService: false },
      ['PLATFORM_SERVICE_FINISHED'],
      ['PLATFORM_SERVICE_FINISHED'],
      { inPlatformService: true },
    ],
    [{ kind: 'service-order-cancelled' }, 'PENDING', 'PENDING', {}, ['SERVICE_ORDER_CANCEL'], []],
    [{ kind: 'service-order-completed' }, 'PENDING', 'PENDING', {}, ['SERVICE_ORDER_COMPLETE'], []],
  ])('$0.kind: $1 becomes $2', (event, from, to, changes, history, actions, start = {}) => {
    const before = complaintIn(from, start)
    const result = transition(before, event, rules)
    if (!result.ok) throw new Error(result.refusal)
    const after = { ...before, ...result.changes }
    expect(after).toMatchObject({ state: to, ...changes })
    expect(result.entries.map((entry) => entry.type)).toEqual(history)
    expect(result.actions).toEqual(actions)
    // Service orders are a snapshot of the day of the complaint.
    expect(after.serviceOrders).toEqual(before.serviceOrders)
  })

  it.each<[ComplaintEvent, ComplaintState, string, Partial<Complaint>?]>([
    [wrote, 'PROCESSED', 'ALREADY_PROCESSED'],
    [{ kind: 'merchant-completed' }, 'PROCESSED', 'ALREADY_PROCESSED'],
    [{ kind: 'payer-rated', score: '1' }, 'PROCESSING', 'NOT_PROCESSED'],
    [{ kind: 'payer-rated', score: '1' }, 'PROCESSED', 'ALREADY_RATED', { surveyed: true }],
    [continued, 'PENDING', 'NOT_PROCESSED'],
    [continued, 'PROCESSING', 'NOT_PROCESSED'],
    [approved, 'PROCESSING', 'ALREADY_DECIDED', { refundDecision: 'APPROVE' }],
    [rejected, 'PROCESSING', 'ALREADY_DECIDED', { refundDecision: 'APPROVE' }],
    [approved, 'PENDING', 'ALREADY_REFUNDED', { fullyRefunded: true }],
    [approved, 'PROCESSED', 'ALREADY_PROCESSED'],
    [{ kind: 'refund-started', amount: 1001 }, 'PENDING', 'EXCEEDS_ORDER'],
    [{ kind: 'entrusted-refund' }, 'PENDING', 'ALREADY_REFUNDED', { fullyRefunded: true }],
    [
      { kind: 'platform-service-applied', reason: 'x', description: 'y' },
      'PENDING',
      'ALREADY_IN_PLATFORM_SERVICE',
      { inPlatformService: true },
    ],
    [{ kind: 'platform-service-cancelled' }, 'PENDING', 'NOT_IN_PLATFORM_SERVICE'],
    [{ kind: 'platform-service-finished' }, 'PENDING', 'NOT_IN_PLATFORM_SERVICE'],
  ])('$0.kind in $1 is refused: $2', (event, state, refusal, start = {}) => {
    expect(transition(complaintIn(state, start), event, rules)).toEqual({ ok: false, refusal })
  })
})
