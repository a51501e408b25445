import type { ChatView, RightsView } from '@redress/simulator'
import { describe, expect, it } from 'vitest'
import { chatMove, ticketMove } from '../../src/cli/demo/account-payer.ts'
import { ACCOUNT, CHAT_ANSWERS, FIRST_RIGHTS, LATER_RIGHTS } from '../../src/cli/demo/rights-samples.ts'
import { checkTerms } from '../../src/domain/rights/terms.ts'

const now = new Date('2026-01-02T03:04:05Z')
const before = (seconds: number): string => new Date(now.getTime() - seconds * 1000).toISOString()
const many = Array.from({ length: 200 }, (_, number) => String(number))

const chat = (
  lines: readonly (readonly [side: 'payer' | 'merchant', secondsAgo: number])[],
  openId = 'o',
): ChatView => ({
  openId,
  payerId: 'payer-lin',
  subscribed: true,
  typing: false,
  grants: [],
  lines: lines.map(([side, secondsAgo], id) => ({
    id: String(id),
    at: before(secondsAgo),
    side,
    type: 'text',
    content: {},
  })),
})
const ticket = (state: RightsView['state'], events: RightsView['history'], feedbackId = '1'): RightsView => ({
  feedbackId,
  appId: ACCOUNT.appId,
  openId: 'o',
  payerId: 'payer-lin',
  transactionId: '1',
  reason: '',
  solution: null,
  extInfo: null,
  pictureUrls: [],
  state,
  goods: 'physical',
  filedAt: before(600),
  dueAt: before(-600),
  mayArbitrate: false,
  history: events,
})
const share = <Move>(moves: readonly (Move | undefined)[], wanted: (move: Move | undefined) => boolean): number =>
  moves.filter(wanted).length / moves.length

describe('a payer of the official account', () => {
  it('takes a moment to read a message, then mostly answers, the same way every time', () => {
    const moves = (secondsAgo: number) => many.map((id) => chatMove(chat([['merchant', secondsAgo]], id), now))
    expect(share(moves(3), (move) => move !== undefined)).toBe(0)
    expect(share(moves(20), (move) => move !== undefined)).toBeGreaterThan(0.45)
    expect(share(moves(20), (move) => move !== undefined)).toBeLessThan(0.75)
    expect(moves(20)).toEqual(moves(60))
  })

  it('writes nothing twice in a row, and not for ever', () => {
    const silent = many.map((id) =>
      chatMove(
        chat(
          [
            ['merchant', 90],
            ['payer', 60],
          ],
          id,
        ),
        now,
      ),
    )
    expect(share(silent, (move) => move !== undefined)).toBe(0)
    const long = Array.from({ length: 6 }, () => ['payer', 90] as const)
    const tired = many.map((id) => chatMove(chat([...long, ['merchant', 60]], id), now))
    expect(share(tired, (move) => move !== undefined)).toBe(0)
  })

  it('mostly agrees that a marked ticket was handled, and after one refusal always', () => {
    const marked = (secondsAgo: number) => [{ at: before(secondsAgo), event: 'marked' as const }]
    const moves = many.map((id) => ticketMove(ticket('MARKED', marked(60), id), now))
    expect(share(moves, (move) => move === 'reject')).toBeGreaterThan(0.1)
    expect(share(moves, (move) => move === 'reject')).toBeLessThan(0.4)
    expect(share(moves, (move) => move === undefined)).toBe(0)
    const again = [{ at: before(120), event: 'rejected' as const }, ...marked(60)]
    expect(new Set(many.map((id) => ticketMove(ticket('MARKED', again, id), now)))).toEqual(new Set(['confirm']))
    expect(ticketMove(ticket('MARKED', marked(5)), now)).toBeUndefined()
    expect(ticketMove(ticket('PENDING', [{ at: before(60), event: 'filed' }]), now)).toBeUndefined()
  })
})

describe('the samples of rights tickets', () => {
  it('fit the limits of the platform and show every kind of goods, pictures, chats and a refusal', () => {
    expect(checkTerms(ACCOUNT)).toEqual({ reasons: ACCOUNT.reasons, solutions: ACCOUNT.solutions })
    for (const { extInfo, reason, solution, pictures = 0 } of [...FIRST_RIGHTS, ...LATER_RIGHTS]) {
      expect(extInfo).toMatch(/ 1\d{10}$/)
      expect([...reason, ...solution].length).toBeLessThanOrEqual(30)
      expect(pictures).toBeLessThanOrEqual(5)
    }
    expect(new Set(FIRST_RIGHTS.map(({ goods }) => goods)).size).toBe(3)
    expect(new Set(FIRST_RIGHTS.map(({ order }) => order)).size).toBe(3)
    expect(FIRST_RIGHTS.some(({ pictures = 0 }) => pictures > 0)).toBe(true)
    expect(FIRST_RIGHTS.some(({ says = [] }) => says.length > 0)).toBe(true)
    expect(FIRST_RIGHTS.filter(({ refused }) => refused)).toHaveLength(1)
    expect(CHAT_ANSWERS.every((text) => text.length <= 200)).toBe(true)
  })
})
