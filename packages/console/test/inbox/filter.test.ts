import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  channelFilters,
  defaultFilter,
  type Filter,
  filterFromSearch,
  searchFromFilter,
  sorts,
  stateFilters,
} from '../../src/inbox/filter.ts'

describe('the filter lives in the URL', () => {
  it('writes only what differs from the default', () => {
    expect(searchFromFilter(defaultFilter)).toEqual({})
    expect(searchFromFilter({ ...defaultFilter, state: 'all', q: '车厘子' })).toEqual({ state: 'all', q: '车厘子' })
  })

  it.each([
    [{ state: 'NONSENSE' }, defaultFilter],
    [{ sort: 'price', state: ['PENDING'] }, defaultFilter],
    [{ channel: 'fax' }, defaultFilter],
    [{ channel: 'rights-v16' }, { ...defaultFilter, channel: 'rights-v16' as const }],
    [{ q: 4_200_000 }, { ...defaultFilter, q: '4200000' }],
    [{ q: '  a  ' }, { ...defaultFilter, q: 'a' }],
  ])('reads %j without complaint', (search, filter) => {
    expect(filterFromSearch(search)).toEqual(filter)
  })

  it('reads back every filter it writes', () => {
    const text = fc.string().map((value) => value.trim())
    const filters = fc.record<Filter>({
      state: fc.constantFrom(...stateFilters),
      merchant: text,
      label: text,
      channel: fc.constantFrom(...channelFilters),
      q: text,
      sort: fc.constantFrom(...sorts),
    })
    fc.assert(
      fc.property(filters, (filter) => {
        expect(filterFromSearch({ ...searchFromFilter(filter) })).toEqual(filter)
      }),
    )
  })
})
