import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  defaultTicketFilter,
  searchFromTicketFilter,
  type TicketFilter,
  ticketFilterFromSearch,
  ticketSorts,
  ticketStateFilters,
  ticketViews,
} from '../../src/tickets/filter.ts'

describe('what the page of tickets shows lives in the URL', () => {
  it('writes only what differs from the default', () => {
    expect(searchFromTicketFilter(defaultTicketFilter)).toEqual({})
    expect(searchFromTicketFilter({ ...defaultTicketFilter, state: 'REJECTED', open: 't1' })).toEqual({
      state: 'REJECTED',
      open: 't1',
    })
  })

  it.each([[{ state: 'NONSENSE' }], [{ sort: 'due', view: ['terms'] }], [{ account: {} }]])(
    'reads %j without complaint',
    (search) => {
      expect(ticketFilterFromSearch(search)).toEqual(defaultTicketFilter)
    },
  )

  it('reads back everything it writes', () => {
    const text = fc.string().map((value) => value.trim())
    const filters = fc.record<TicketFilter>({
      view: fc.constantFrom(...ticketViews),
      state: fc.constantFrom(...ticketStateFilters),
      account: text,
      sort: fc.constantFrom(...ticketSorts),
      open: text,
    })
    fc.assert(
      fc.property(filters, (filter) => {
        expect(ticketFilterFromSearch({ ...searchFromTicketFilter(filter) })).toEqual(filter)
      }),
    )
  })
})
