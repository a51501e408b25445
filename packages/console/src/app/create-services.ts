import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { type ApiOptions, createApi, isUnauthorized } from '../api/client.ts'
import { ApiError } from '../api/errors.ts'
import type { EventChannel } from '../events/stream.ts'
import { createClock } from '../format/clock.ts'
import type { Services } from './services.ts'

export interface ServiceOptions extends ApiOptions {
  readonly openEvents?: () => EventChannel
  readonly browserNow?: () => number
}

/** Puts together what the screens use. `onUnauthorized` runs when a read or a write finds the session gone. */
export function createServices(options: ServiceOptions, onUnauthorized: () => void): Services {
  const onError = (error: Error) => {
    if (isUnauthorized(error)) onUnauthorized()
  }
  const queryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        // The desk may stand on this very machine or network: ask it, whatever the browser thinks of the internet.
        networkMode: 'always',
        staleTime: 5000,
        // A refusal will be the same the second time; only a broken line or a failing desk is worth another try.
        retry: (failures, error) =>
          error instanceof ApiError && (error.status === 0 || error.status >= 502) && failures < 2,
      },
      mutations: {
        networkMode: 'always',
      },
    },
  })
  return {
    api: createApi(options),
    queryClient,
    clock: createClock(options.browserNow),
    openEvents: options.openEvents ?? (() => new EventSource('/api/v1/events')),
  }
}
