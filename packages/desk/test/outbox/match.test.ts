import { describe, expect, it } from 'vitest'
import { findOwnEntry } from '../../src/outbox/match.ts'

const entry = (logId: string, content: string, action = 'MERCHANT_RESPONSE') => ({ logId, content, action })
const reply = (content: string, baseline: string[] = []) => ({
  id: 'a1',
  kind: 'reply' as const,
  details: {},
  content,
  baseline,
})

describe('finding the entry an action became', () => {
  it('takes a reply of the same words, however the platform trimmed them', () => {
    expect(findOwnEntry(reply(' 已退款 \n请查收 '), [entry('1', '已退款 请查收')], new Set())?.logId).toBe('1')
  })
  it.each([
    ['other words', [entry('1', '已发货')], [], []],
    ['the same words from the payer', [entry('1', '已退款', 'USER_RESPONSE')], [], []],
    ['an equal entry that was there before', [entry('1', '已退款')], ['1'], []],
    ['an entry that another action became', [entry('1', '已退款')], [], ['1']],
  ])('does not take %s', (_, entries, baseline, taken) => {
    expect(findOwnEntry(reply('已退款', baseline), entries, new Set(taken))).toBeUndefined()
  })
  it('tells two equal replies apart', () => {
    const entries = [entry('1', '在的'), entry('2', '在的')]
    expect(findOwnEntry(reply('在的', ['1']), entries, new Set(['1']))?.logId).toBe('2')
  })
  it('finds a completion by its action', () => {
    const completion = { id: 'a1', kind: 'completion' as const, content: null, details: {}, baseline: ['1'] }
    const entries = [entry('1', '', 'MERCHANT_CONFIRM_COMPLETE'), entry('2', '', 'MERCHANT_CONFIRM_COMPLETE')]
    expect(findOwnEntry(completion, entries, new Set())?.logId).toBe('2')
  })
  it('tells an approval from a refusal, and never takes words for a refund', () => {
    const decision = (decided: 'approve' | 'reject') => ({
      id: 'a1',
      kind: 'refund-decision' as const,
      content: null,
      details: { decision: decided },
      baseline: [],
    })
    const entries = [entry('1', '', 'MERCHANT_REFUSE_REFUND'), entry('2', '', 'MERCHANT_APPROVE_REFUND')]
    expect(findOwnEntry(decision('approve'), entries, new Set())?.logId).toBe('2')
    expect(findOwnEntry(decision('reject'), entries, new Set())?.logId).toBe('1')
    const refund = { id: 'a1', kind: 'refund' as const, content: null, details: {}, baseline: [] }
    expect(findOwnEntry(refund, [entry('1', '')], new Set())).toBeUndefined()
  })
  it.each([
    ['message', 'out:a1'],
    ['delivery-notice', 'delivery-reported:a1'],
  ] as const)('finds a %s by the id of the action, whatever it says', (kind, logId) => {
    const action = { id: 'a1', kind, content: '已退款', details: {}, baseline: [] }
    const others = [entry('out:a2', '已退款'), entry('a1', '已退款')]
    expect(findOwnEntry(action, others, new Set())).toBeUndefined()
    expect(findOwnEntry(action, [...others, entry(logId, 'trimmed')], new Set())?.logId).toBe(logId)
  })
})
