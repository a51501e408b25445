import type { ComplaintView, HistoryView } from '@redress/simulator'
import { describe, expect, it } from 'vitest'
import { payerMove } from '../../src/cli/demo/payer.ts'
import { FIRST_SAMPLES, LATER_SAMPLES, PAYER_ANSWERS, SHOPS } from '../../src/cli/demo/samples.ts'

const now = new Date('2026-01-02T03:04:05Z')
const entry = (operateType: string, secondsAgo: number, logId = '1'): HistoryView => ({
  logId,
  operateType,
  operator: '',
  content: null,
  time: new Date(now.getTime() - secondsAgo * 1000).toISOString(),
  images: [],
})
const complaint = (history: readonly HistoryView[], change: Partial<ComplaintView> = {}): ComplaintView => ({
  complaintId: '1',
  mchid: '1900000001',
  state: 'PROCESSING',
  detail: '',
  problemType: 'OTHERS',
  problemDescription: '',
  complaintTime: now.toISOString(),
  transactionId: '',
  outTradeNo: '',
  amount: 1,
  applyRefundAmount: null,
  payerId: '',
  userComplaintTimes: 1,
  awaitingReply: false,
  fullyRefunded: false,
  inPlatformService: false,
  needImmediateService: false,
  userTags: [],
  images: [],
  agentMode: false,
  refundDecision: null,
  refundedAmount: 0,
  history,
  ...change,
})
const many = Array.from({ length: 200 }, (_, number) => String(number))
const shareThatMoves = (view: (id: string) => ComplaintView): number =>
  many.filter((id) => payerMove(view(id), now) !== undefined).length / many.length

describe('a payer of the demo', () => {
  it('takes a moment to read a reply, then mostly answers', () => {
    const replied = (secondsAgo: number) => (id: string) =>
      complaint([entry('MERCHANT_RESPONSE', secondsAgo, id)], { complaintId: id })
    expect(shareThatMoves(replied(3))).toBe(0)
    expect(shareThatMoves(replied(20))).toBeGreaterThan(0.45)
    expect(shareThatMoves(replied(20))).toBeLessThan(0.75)
  })

  it('decides the same way every time it is asked', () => {
    const view = complaint([entry('MERCHANT_RESPONSE', 60)])
    expect(payerMove(view, now)).toEqual(payerMove(view, new Date(now.getTime() + 60_000)))
  })

  it('says nothing twice: its own message ends the matter until the merchant writes again', () => {
    expect(shareThatMoves((id) => complaint([entry('USER_RESPONSE', 60, id)], { complaintId: id }))).toBe(0)
  })

  it('rarely continues a complaint that was completed, and only once', () => {
    const completed = (userComplaintTimes: number) => (id: string) =>
      complaint([entry('MERCHANT_CONFIRM_COMPLETE', 120, id)], {
        complaintId: id,
        state: 'PROCESSED',
        userComplaintTimes,
      })
    expect(shareThatMoves(completed(1))).toBeGreaterThan(0.05)
    expect(shareThatMoves(completed(1))).toBeLessThan(0.4)
    expect(shareThatMoves(completed(2))).toBe(0)
  })
})

describe('the samples', () => {
  it('belong to the shops, fit the platform’s limits and are of various ages', () => {
    const shops = new Set<string>(SHOPS.map(({ mchid }) => mchid))
    for (const sample of [...FIRST_SAMPLES, ...LATER_SAMPLES]) {
      expect(shops.has(sample.mchid)).toBe(true)
      expect(sample.detail.length).toBeLessThanOrEqual(300)
      expect(sample.payerPhone).toMatch(/^1\d{10}$/)
      expect(sample.applyRefundAmount ?? 0).toBeLessThanOrEqual(sample.amount ?? 0)
    }
    expect(FIRST_SAMPLES).toHaveLength(12)
    expect(PAYER_ANSWERS.every((text) => text.length <= 200)).toBe(true)
  })
})
