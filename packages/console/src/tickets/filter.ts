import type { TicketState } from '../api/types.ts'
import { oneOf, textOf } from '../inbox/filter.ts'

/** What the page of rights tickets shows. Lives in the URL; only what differs from the default is written there. */
export interface TicketFilter {
  readonly view: TicketView
  readonly state: TicketStateFilter
  /** Slug of one official account, or empty for all. */
  readonly account: string
  readonly sort: TicketSort
  /** Id of the ticket whose row is unfolded, or empty. */
  readonly open: string
}

export const ticketViews = ['list', 'terms'] as const
export type TicketView = (typeof ticketViews)[number]

export const ticketStates = [
  'PENDING',
  'PROCESSING',
  'MARKED',
  'CLOSED',
  'REJECTED',
  'ARBITRATION',
] as const satisfies readonly TicketState[]
export const ticketStateFilters = ['all', ...ticketStates] as const
export type TicketStateFilter = (typeof ticketStateFilters)[number]

/** By the date of the complaint, the latest or the earliest first. */
export const ticketSorts = ['-complainedAt', 'complainedAt'] as const
export type TicketSort = (typeof ticketSorts)[number]

export const defaultTicketFilter: TicketFilter = {
  view: 'list',
  state: 'all',
  account: '',
  sort: '-complainedAt',
  open: '',
}

export interface TicketSearch {
  view?: TicketView
  state?: TicketStateFilter
  account?: string
  sort?: TicketSort
  open?: string
}

/** Reads the part of the URL after `?`, as typed by anyone: unknown values are dropped, never an error. */
export const ticketFilterFromSearch = (search: Record<string, unknown>): TicketFilter => ({
  view: oneOf(ticketViews, search['view']) ?? defaultTicketFilter.view,
  state: oneOf(ticketStateFilters, search['state']) ?? defaultTicketFilter.state,
  account: textOf(search['account']).trim(),
  sort: oneOf(ticketSorts, search['sort']) ?? defaultTicketFilter.sort,
  open: textOf(search['open']).trim(),
})

export function searchFromTicketFilter(filter: TicketFilter): TicketSearch {
  const search: TicketSearch = {}
  if (filter.view !== defaultTicketFilter.view) search.view = filter.view
  if (filter.state !== defaultTicketFilter.state) search.state = filter.state
  if (filter.account !== '') search.account = filter.account
  if (filter.sort !== defaultTicketFilter.sort) search.sort = filter.sort
  if (filter.open !== '') search.open = filter.open
  return search
}
