/** What the list shows. Lives in the URL; only what differs from the default is written there. */
export interface Filter {
  readonly state: StateFilter
  /** Slug of one merchant or official account, or empty for all. */
  readonly merchant: string
  /** A label that the merchant carries, or empty for any. */
  readonly label: string
  readonly channel: ChannelFilter
  readonly q: string
  readonly sort: Sort
}

export const stateFilters = ['PENDING', 'PROCESSING', 'PROCESSED', 'all'] as const
export type StateFilter = (typeof stateFilters)[number]

export const channelFilters = ['all', 'complaints-v2', 'rights-v16'] as const
export type ChannelFilter = (typeof channelFilters)[number]

export const sorts = ['due', '-complainedAt', 'complainedAt', '-updatedAt'] as const
export type Sort = (typeof sorts)[number]

export const defaultFilter: Filter = {
  state: 'PENDING',
  merchant: '',
  label: '',
  channel: 'all',
  q: '',
  sort: 'due',
}

/** The part of the URL after `?`, as typed by anyone: unknown values are dropped, never an error. */
export interface FilterSearch {
  state?: StateFilter
  merchant?: string
  label?: string
  channel?: ChannelFilter
  q?: string
  sort?: Sort
}

export const oneOf = <T extends string>(allowed: readonly T[], value: unknown): T | undefined =>
  allowed.find((item) => item === value)

// A search for an order number arrives as a number, since the router parses what looks like JSON.
export const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'bigint' ? String(value) : ''

export const filterFromSearch = (search: Record<string, unknown>): Filter => ({
  state: oneOf(stateFilters, search['state']) ?? defaultFilter.state,
  merchant: textOf(search['merchant']).trim(),
  label: textOf(search['label']).trim(),
  channel: oneOf(channelFilters, search['channel']) ?? defaultFilter.channel,
  q: textOf(search['q']).trim(),
  sort: oneOf(sorts, search['sort']) ?? defaultFilter.sort,
})

export function searchFromFilter(filter: Filter): FilterSearch {
  const search: FilterSearch = {}
  if (filter.state !== defaultFilter.state) search.state = filter.state
  if (filter.merchant !== '') search.merchant = filter.merchant
  if (filter.label !== '') search.label = filter.label
  if (filter.channel !== defaultFilter.channel) search.channel = filter.channel
  if (filter.q !== '') search.q = filter.q
  if (filter.sort !== defaultFilter.sort) search.sort = filter.sort
  return search
}
