import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Filter } from '../inbox/filter.ts'
import type { TicketFilter } from '../tickets/filter.ts'
import { type Api, bodyOf, isUnauthorized } from './client.ts'
import type { ComplaintListParameters } from './types.ts'

/** Rows per page of the list; the desk allows more, a screen does not need them. */
export const PAGE_SIZE = 50

export const sessionQuery = (api: Api) =>
  queryOptions({
    queryKey: ['session'],
    staleTime: Number.POSITIVE_INFINITY,
    /** The signed-in user, or null when nobody is signed in. */
    queryFn: async ({ signal }) => {
      try {
        return (await bodyOf(api.http.GET('/api/v1/session', { signal }))).user
      } catch (error) {
        if (isUnauthorized(error)) return null
        throw error
      }
    },
  })

export const complaintsQuery = (api: Api, filter: Filter) =>
  infiniteQueryOptions({
    queryKey: ['complaints', filter],
    queryFn: async ({ pageParam, signal }) => {
      const query: ComplaintListParameters = { sort: filter.sort, limit: PAGE_SIZE }
      if (filter.state !== 'all') query.state = filter.state
      if (filter.channel !== 'all') query.channel = filter.channel
      if (filter.merchant !== '') query.merchant = filter.merchant
      if (filter.label !== '') query.label = filter.label
      if (filter.q !== '') query.q = filter.q
      if (pageParam !== undefined) query.cursor = pageParam
      return await bodyOf(api.http.GET('/api/v1/complaints', { params: { query }, signal }))
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    // While another filter loads, the old rows stay (dimmed): no jump, no flash.
    placeholderData: keepPreviousData,
  })

/** Tickets of the rights system, by the date of the complaint. Told of changes like every list of complaints. */
export const ticketsQuery = (api: Api, filter: TicketFilter) =>
  infiniteQueryOptions({
    queryKey: ['complaints', 'tickets', { state: filter.state, account: filter.account, sort: filter.sort }],
    queryFn: async ({ pageParam, signal }) => {
      const query: ComplaintListParameters = { channel: 'rights-v16', sort: filter.sort, limit: PAGE_SIZE }
      if (filter.state !== 'all') query.channelState = filter.state
      if (filter.account !== '') query.merchant = filter.account
      if (pageParam !== undefined) query.cursor = pageParam
      return await bodyOf(api.http.GET('/api/v1/complaints', { params: { query }, signal }))
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  })

export const complaintQuery = (api: Api, id: string) =>
  queryOptions({
    queryKey: ['complaint', id],
    queryFn: async ({ signal }) =>
      await bodyOf(api.http.GET('/api/v1/complaints/{id}', { params: { path: { id } }, signal })),
  })

export const refundRulesQuery = (api: Api, slug: string) =>
  queryOptions({
    queryKey: ['refund-rules', slug],
    queryFn: async ({ signal }) =>
      await bodyOf(api.http.GET('/api/v1/merchants/{slug}/refund-rules', { params: { path: { slug } }, signal })),
  })

export const merchantsQuery = (api: Api) =>
  queryOptions({
    queryKey: ['merchants'],
    staleTime: 30_000,
    // How complete the data are ages by itself; no event tells it.
    refetchInterval: 60_000,
    queryFn: async ({ signal }) => (await bodyOf(api.http.GET('/api/v1/merchants', { signal }))).items,
  })

export const accountsQuery = (api: Api) =>
  queryOptions({
    queryKey: ['official-accounts'],
    staleTime: 60_000,
    queryFn: async ({ signal }) => (await bodyOf(api.http.GET('/api/v1/official-accounts', { signal }))).items,
  })

export const termsQuery = (api: Api, slug: string) =>
  queryOptions({
    queryKey: ['terms', slug],
    queryFn: async ({ signal }) =>
      await bodyOf(api.http.GET('/api/v1/official-accounts/{slug}/terms', { params: { path: { slug } }, signal })),
  })
