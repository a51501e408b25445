import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readRightsClock } from '../../../src/domain/rights/deadlines.ts'
import type { RightsFact } from '../../../src/domain/rights/facts.ts'
import { commonState, foldTicket, type Ticket } from '../../../src/domain/rights/ticket.ts'
import { decided, FILED, marked, minute, noted, notice, PARTNER, PAYER, written } from './support.ts'

const fold = (...facts: readonly RightsFact[]): Ticket => foldTicket(facts, { partnerId: PARTNER })
const request = notice('request', 0)
const held = (ticket: Ticket) => ticket.held.map(({ id, code }) => [id, code])
const actions = (ticket: Ticket) => ticket.events.map(({ action }) => action)

describe('the state of a ticket', () => {
  it.each<[string, RightsFact[], string]>([
    ['filed', [], 'PENDING'],
    ['taken up', [noted('taken', 1)], 'PROCESSING'],
    ['written to', [written(1)], 'PROCESSING'],
    ['marked', [marked(2)], 'MARKED'],
    ['marked and refused', [marked(2), notice('reject', 3)], 'REJECTED'],
    ['refused and taken up again', [marked(2), notice('reject', 3), noted('taken', 4)], 'PROCESSING'],
    ['refused and marked again', [marked(2), notice('reject', 3), marked(4)], 'MARKED'],
    ['confirmed', [marked(2), notice('confirm', 3)], 'CLOSED'],
    ['confirmed by the payer alone', [notice('confirm', 3)], 'CLOSED'],
    ['confirmed after a refusal', [notice('reject', 2), notice('confirm', 3)], 'CLOSED'],
    ['marked after it was closed', [notice('confirm', 3), marked(4)], 'CLOSED'],
    ['taken up after it was closed', [notice('confirm', 3), noted('taken', 4)], 'CLOSED'],
    ['in arbitration', [marked(2), noted('arbitration', 3)], 'ARBITRATION'],
    ['in arbitration although it was closed', [notice('confirm', 2), noted('arbitration', 3)], 'ARBITRATION'],
    ['after arbitration', [noted('arbitration', 3), noted('arbitration-ended', 4)], 'CLOSED'],
    ['after arbitration that nobody noted', [noted('arbitration-ended', 4)], 'PENDING'],
    ['confirmed in arbitration', [noted('arbitration', 3), notice('confirm', 4)], 'CLOSED'],
    ['requested again while open', [marked(2), notice('request', 3)], 'MARKED'],
    ['requested again after it was closed', [notice('confirm', 2), notice('request', 3)], 'PENDING'],
    ['requested earlier than the confirmation', [notice('confirm', 5), notice('request', 3)], 'CLOSED'],
  ])('%s', (_name, facts, state) => {
    expect(fold(request, ...facts).state).toBe(state)
  })

  it('has a word of the platform for each', () => {
    const states = ['PENDING', 'PROCESSING', 'MARKED', 'CLOSED', 'REJECTED', 'ARBITRATION'] as const
    expect(states.map(commonState)).toEqual([
      'PENDING',
      'PROCESSING',
      'PROCESSED',
      'PROCESSED',
      'PROCESSING',
      'PROCESSING',
    ])
  })

  it('knows a refusal that seems to lie before the mark it answers: notices tell whole seconds of another clock', () => {
    const at = minute(10)
    const answered = marked(0, { at: at + 700, receivedAt: at + 700 })
    const refusal = notice('reject', 10, { receivedAt: at + 900 })
    expect(fold(request, answered, refusal).state).toBe('REJECTED')
    const later = marked(0, { id: 'marked:later', at: at + 950, receivedAt: at + 950 })
    expect(fold(request, answered, refusal, later).state).toBe('MARKED')
  })

  it('puts what the desk did behind a confirmation that it knew, though that names a second to come', () => {
    const confirmation = notice('confirm', 10, { receivedAt: minute(10) - 900 })
    const late = marked(0, { at: minute(10) - 200, receivedAt: minute(10) - 200 })
    const { events, state } = fold(request, confirmation, late)
    expect([events.map(({ action, at }) => [action, at]).slice(1), state]).toEqual([
      [
        ['RIGHTS_CONFIRMED', minute(10) - 900],
        ['RIGHTS_MARKED', minute(10) - 200],
      ],
      'CLOSED',
    ])
  })

  it('takes a refusal that names a later time as an answer, though a clock that is behind received it before', () => {
    const early = { at: minute(10) + 30_000, receivedAt: minute(10) - 24_000 }
    expect(fold(request, marked(10), notice('reject', 0, early))).toMatchObject({
      state: 'REJECTED',
      clock: [{}, { kind: 'marked' }, { kind: 'rejected', at: early.at }],
    })
  })

  it('is taken up and marked behind its filing, though that names a time to come', () => {
    const filed = notice('request', 0, { at: minute(1), receivedAt: FILED })
    expect(fold(filed, noted('taken', 0.2)).state).toBe('PROCESSING')
    expect(fold(filed, noted('taken', 0.2), marked(0.5)).state).toBe('MARKED')
  })

  it('is opened again by a request that names a time after its end, whichever clock received it', () => {
    const again = { id: 'again', at: minute(10) + 30_000, receivedAt: minute(10) - 24_000 }
    const ended = [noted('arbitration', 3), noted('arbitration-ended', 10)]
    expect(fold(request, ...ended, notice('request', 0, again))).toMatchObject({
      state: 'PENDING',
      open: [{ until: minute(10) }, { from: again.at, until: null }],
    })
  })

  it('puts what the desk did behind all that it had received, though another answer came late', () => {
    const known = notice('reject', 10.5)
    const late = notice('reject', 10, { receivedAt: minute(14) })
    const { events } = fold(request, marked(5), known, late, marked(13))
    expect(actions({ ...fold(request), events }).slice(1)).toEqual([
      'RIGHTS_MARKED',
      'RIGHTS_REJECTED',
      'RIGHTS_REJECTED',
      'RIGHTS_MARKED',
    ])
  })

  it('keeps the timeline in the order of what happened, whatever the clocks say', () => {
    const answered = marked(0, { at: minute(10) + 700, receivedAt: minute(10) + 700 })
    const { events } = fold(request, answered, notice('reject', 9, { receivedAt: minute(11) }))
    expect(actions({ ...fold(request), events })).toEqual(['USER_CREATE_COMPLAINT', 'RIGHTS_MARKED', 'RIGHTS_REJECTED'])
    expect(events.map(({ at }) => at)).toEqual([FILED, minute(10) + 700, minute(10) + 700])
  })
})

describe('notices that may be forged', () => {
  const stranger = 'oOtherPayer_0002-abcdefghijk'

  it.each<[string, RightsFact[], [string, string][]]>([
    ['a confirmation of a ticket nobody filed', [notice('confirm', 1)], [['confirm:1', 'TICKET_UNKNOWN']]],
    ['a refusal before the filing', [notice('reject', -1), request], [['reject:-1', 'TICKET_UNKNOWN']]],
    ['a second confirmation', [request, notice('confirm', 1), notice('confirm', 2)], [['confirm:2', 'TICKET_CLOSED']]],
    [
      'a refusal of a closed ticket',
      [request, notice('confirm', 1), notice('reject', 2)],
      [['reject:2', 'TICKET_CLOSED']],
    ],
    [
      'a confirmation of another payer',
      [request, notice('confirm', 1, { openId: stranger })],
      [['confirm:1', 'PAYER_MISMATCH']],
    ],
    [
      'a request of another payer',
      [request, notice('request', 1, { openId: stranger })],
      [['request:1', 'PAYER_MISMATCH']],
    ],
    [
      'a request about a transaction of another merchant',
      [notice('request', 0, { transactionId: '1234567890201402143240185685' })],
      [['request:0', 'TRANSACTION_MISMATCH']],
    ],
    [
      'a confirmation about a transaction of another merchant',
      [request, notice('confirm', 1, { transactionId: '1234567890201402143240185685' })],
      [['confirm:1', 'TRANSACTION_MISMATCH']],
    ],
    [
      'the signature of the request under a confirmation',
      [request, notice('confirm', 0, { receivedAt: minute(9) })],
      [['confirm:0', 'TICKET_UNKNOWN']],
    ],
    [
      'an older signature of the payer under a refusal',
      [request, notice('reject', -7, { receivedAt: minute(9) })],
      [['reject:-7', 'TICKET_UNKNOWN']],
    ],
    [
      'the signature of a further request under a confirmation',
      [request, notice('confirm', 2), notice('request', 5), notice('confirm', 5, { receivedAt: minute(9) })],
      [['confirm:5', 'TICKET_UNKNOWN']],
    ],
    ['a kind nobody knows', [request, notice('unknown-notice', 1)], [['arbitrate:1', 'KIND_UNKNOWN']]],
  ])('holds %s', (_name, facts, expected) => {
    expect(held(fold(...facts))).toEqual(expected)
  })

  it('does not let a stranger take a ticket over with an older time and a signature of their own', () => {
    const forged = notice('request', -5, { openId: stranger, receivedAt: minute(30) })
    const ticket = fold(request, forged, notice('confirm', 31, { openId: stranger }))
    expect([ticket.openId, ticket.state]).toEqual([PAYER, 'PENDING'])
    expect(held(ticket)).toEqual([
      ['request:-5', 'PAYER_MISMATCH'],
      ['confirm:31', 'PAYER_MISMATCH'],
    ])
  })

  it('keeps the filing and its clock when an older signature of the payer comes under a request', () => {
    const older = notice('request', -600, { transactionId: `${PARTNER}1`, reason: '', receivedAt: minute(30) })
    const ticket = fold(request, older)
    expect([ticket.filing, ticket.clock, ticket.open]).toEqual([
      request,
      [{ kind: 'opened', at: FILED }],
      [{ from: FILED, until: null }],
    ])
    expect(ticket.events.map(({ fact, at, action }) => [fact.id, at, action])).toEqual([
      ['request:0', FILED, 'USER_CREATE_COMPLAINT'],
      ['request:-600', FILED, 'RIGHTS_REQUEST_REPEATED'],
    ])
    expect(fold(request, notice('confirm', 5), older).state).toBe('CLOSED')
  })

  it('is not reopened by the signature of a confirmation under a request', () => {
    const copy = notice('request', 5, { receivedAt: minute(30) })
    expect(fold(request, notice('confirm', 5), copy)).toMatchObject({ state: 'CLOSED', held: [] })
  })

  it('gives a ticket back to its payer when a person applies the true request, and the forged one can be dismissed', () => {
    const forged = notice('request', -5, { openId: stranger })
    const ticket = fold(forged, request, decided('held-applied', 'request:0', 9))
    expect([ticket.openId, ticket.filing?.id]).toEqual([PAYER, 'request:0'])
    expect(held(ticket)).toEqual([['request:-5', 'PAYER_MISMATCH']])
  })

  it('moves nothing that the desk did by a notice that is held, nor by one that a person dismissed', () => {
    const facts = [request, marked(5), notice('reject', 10.5), marked(13)]
    const forged = notice('reject', 10, { openId: stranger, receivedAt: minute(14) })
    const { state, clock } = fold(...facts)
    expect(state).toBe('MARKED')
    expect(fold(...facts, forged)).toMatchObject({ state, clock, held: [{ code: 'PAYER_MISMATCH' }] })
    expect(fold(...facts, forged, decided('held-dismissed', forged.id, 20))).toMatchObject({ state, clock, held: [] })
  })

  it('moves nothing that the desk did by an answer that came after the ticket was closed', () => {
    const facts = [request, notice('confirm', 5), notice('request', 9, { receivedAt: minute(20) }), marked(10)]
    const late = notice('reject', 8, { receivedAt: minute(14) })
    const { state, clock } = fold(...facts)
    expect(state).toBe('MARKED')
    expect(fold(...facts, late)).toMatchObject({ state, clock, held: [{ code: 'TICKET_CLOSED' }] })
  })

  it('takes a confirmation that overtook its request as soon as that has come', () => {
    const overtaken = [notice('confirm', 5), { ...request, receivedAt: minute(60) }]
    expect(fold(...overtaken)).toMatchObject({ state: 'CLOSED', held: [], orphan: false })
  })

  it('applies what a person applies, at its own time, and never what a person dismisses', () => {
    const forged = notice('confirm', 1, { openId: stranger })
    const applied = fold(request, forged, decided('held-applied', 'confirm:1', 9))
    expect(applied).toMatchObject({ state: 'CLOSED', held: [] })
    expect(actions(applied)).toEqual(['USER_CREATE_COMPLAINT', 'RIGHTS_CONFIRMED', 'RIGHTS_HELD_APPLIED'])
    const dismissed = fold(request, forged, decided('held-dismissed', 'confirm:1', 9))
    expect(dismissed).toMatchObject({ state: 'PENDING', held: [] })
    expect(actions(dismissed)).toEqual(['USER_CREATE_COMPLAINT', 'RIGHTS_HELD_DISMISSED'])
  })

  it('keeps an orphan on the clock until a person has looked at it', () => {
    const orphan = notice('confirm', 1)
    expect(fold(orphan)).toMatchObject({ orphan: true, state: 'PENDING', clock: [{ kind: 'opened', at: minute(1) }] })
    expect(fold(orphan, decided('held-applied', 'confirm:1', 9)).state).toBe('CLOSED')
    expect(fold(orphan, decided('held-dismissed', 'confirm:1', 9))).toMatchObject({ state: 'CLOSED', clock: [] })
  })
})

describe('a ticket', () => {
  it('is open from its filing until it is closed, and again when it is filed again', () => {
    const { open } = fold(request, notice('confirm', 5), notice('request', 9))
    expect(open).toEqual([
      { from: FILED, until: minute(5) },
      { from: minute(9), until: null },
    ])
  })

  it('tells repeated requests and further episodes apart', () => {
    const ticket = fold(
      request,
      notice('request', 1),
      marked(2),
      notice('reject', 3),
      notice('confirm', 4),
      notice('request', 5),
    )
    expect(actions(ticket)).toEqual([
      'USER_CREATE_COMPLAINT',
      'RIGHTS_REQUEST_REPEATED',
      'RIGHTS_MARKED',
      'RIGHTS_REJECTED',
      'RIGHTS_CONFIRMED',
      'RIGHTS_REOPENED',
    ])
  })

  const order = { goods: 'physical', paidAt: null, delivery: null, deliveredAt: null } as const
  const read = (facts: readonly RightsFact[]) => {
    const ticket = fold(...facts)
    return { ...ticket, ...readRightsClock(ticket.clock, order, { afterRejection: 'restart' }) }
  }
  const factAt = (kinds: readonly string[], latest = 9_000) =>
    fc.tuple(fc.constantFrom(...kinds), fc.integer({ min: 1, max: latest })).map(([kind, at]): RightsFact => {
      if (kind === 'marked') return marked(at)
      if (kind === 'written') return written(at)
      if (kind === 'taken' || kind === 'arbitration' || kind === 'arbitration-ended') return noted(kind, at)
      return notice(kind === 'request' || kind === 'reject' || kind === 'unknown-notice' ? kind : 'confirm', at)
    })
  const anyFact = factAt([
    'request',
    'confirm',
    'reject',
    'unknown-notice',
    'marked',
    'written',
    'taken',
    'arbitration',
  ])

  it('is the same in whatever order its facts arrive, and however often', () => {
    fc.assert(
      fc.property(
        fc.array(anyFact, { maxLength: 12 }).chain((facts) => {
          const all = [request, ...facts]
          return fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 }))
        }),
        ([facts, shuffled]) => {
          expect(read(shuffled)).toEqual(read(facts))
        },
      ),
    )
  })

  it('stays what it is when a notice comes that is held, and when a person dismisses one', () => {
    const delay = fc.integer({ min: -2, max: 120 }).map((count) => count * 15_000)
    const own = factAt(['marked', 'taken', 'written', 'arbitration', 'arbitration-ended'], 40)
    const received = (kinds: readonly string[]) =>
      fc
        .tuple(factAt(kinds, 40), delay)
        .map(([fact, ms]): RightsFact => ({ ...fact, receivedAt: Math.max(fact.at + ms, minute(1)) }))
    const extra = fc.tuple(
      received(['request', 'confirm', 'reject', 'unknown-notice']),
      fc.option(fc.integer({ min: 1, max: 40 })),
    )
    fc.assert(
      fc.property(
        fc.array(fc.oneof(own, received(['request', 'confirm', 'reject'])), { maxLength: 10 }),
        fc.array(extra, { maxLength: 4 }),
        (facts, extras) => {
          const added = extras.flatMap(([fact, dismissedAt], index): RightsFact[] => {
            const id = `extra:${index}`
            if (dismissedAt !== null) return [{ ...fact, id }, decided('held-dismissed', id, dismissedAt)]
            return [{ ...fact, id, openId: 'oOtherPayer_0002-abcdefghijk' } as RightsFact]
          })
          const { state, clock, deadlines, open, openId, filing } = read([request, ...facts])
          expect(read([request, ...facts, ...added])).toMatchObject({ state, clock, deadlines, open, openId, filing })
        },
      ),
      { numRuns: 500 },
    )
  })

  it('has deadlines that nothing moves but filing, refusing, marking and closing', () => {
    fc.assert(
      fc.property(
        fc.array(factAt(['request', 'confirm', 'reject', 'marked']), { maxLength: 8 }),
        fc.array(factAt(['written', 'taken', 'unknown-notice']), { maxLength: 8 }),
        (facts, unrelated) => {
          expect(read([request, ...facts, ...unrelated]).deadlines).toEqual(read([request, ...facts]).deadlines)
        },
      ),
    )
  })

  it('never forgets an episode: there is one more for each refusal and each new filing', () => {
    fc.assert(
      fc.property(fc.array(factAt(['request', 'confirm', 'reject', 'marked']), { maxLength: 12 }), (facts) => {
        const ticket = read([request, ...facts])
        const opening = actions(ticket).filter((action) => action === 'RIGHTS_REJECTED' || action === 'RIGHTS_REOPENED')
        expect(ticket.episodes).toHaveLength(1 + opening.length)
      }),
    )
  })
})
