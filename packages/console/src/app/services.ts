import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import type { Api } from '../api/client.ts'
import type { EventChannel } from '../events/stream.ts'
import type { Clock } from '../format/clock.ts'

/** Everything a screen may reach outside itself; tests pass their own. */
export interface Services {
  readonly api: Api
  readonly queryClient: QueryClient
  readonly clock: Clock
  readonly openEvents: () => EventChannel
}

export const ServicesContext = createContext<Services | undefined>(undefined)

export function useServices(): Services {
  const services = useContext(ServicesContext)
  if (services === undefined) throw new Error('This component must stand below <Console>.')
  return services
}

export const useApi = (): Api => useServices().api

/** Re-reads one complaint and every list it may stand in. */
export function useRefreshComplaint(): (id: string) => Promise<void> {
  const queryClient = useQueryClient()
  return async (id) => {
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: ['complaint', id] }),
      queryClient.invalidateQueries({ queryKey: ['complaints'] }),
    ])
  }
}
