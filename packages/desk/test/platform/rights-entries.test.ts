import { expect, it } from 'vitest'
import { foldTicket } from '../../src/domain/rights/ticket.ts'
import { ticketEntries } from '../../src/platform/rights-entries.ts'
import { marked, notice, PARTNER } from '../domain/rights/support.ts'

it('shows the reason of a confirm or reject only where it is another than that of the filing', () => {
  const reason = '质量问题'
  const facts = [
    notice('request', 0, { reason }),
    marked(1),
    notice('reject', 2, { reason }),
    marked(3),
    notice('reject', 4, { reason: '新杯子也裂了' }),
    notice('confirm', 5, { reason }),
  ]
  const ticket = foldTicket(facts, { partnerId: PARTNER })
  const words = ticketEntries({ ticket, conversation: [] }).map(({ action, content }) => [action, content])
  expect(words).toEqual([
    ['USER_CREATE_COMPLAINT', '质量问题\n换货\n请尽快联系'],
    ['RIGHTS_MARKED', null],
    ['RIGHTS_REJECTED', null],
    ['RIGHTS_MARKED', null],
    ['RIGHTS_REJECTED', '新杯子也裂了'],
    ['RIGHTS_CONFIRMED', null],
  ])
})
