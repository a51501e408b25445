import createFetchClient, { type Client, type FetchResponse } from 'openapi-fetch'
import type { MediaType } from 'openapi-typescript-helpers'
import { ApiError, errorFromAnswer, unreachable } from './errors.ts'
import type { paths } from './schema.generated.d.ts'
import { uploadMedia, uploadPicture } from './upload.ts'

export interface Api {
  readonly http: Client<paths>
  readonly upload: typeof uploadPicture
  readonly uploadMedia: typeof uploadMedia
}

export interface ApiOptions {
  /** Where the desk is; the page's own origin when absent. */
  readonly baseUrl?: string
  readonly fetch?: typeof fetch
  readonly upload?: typeof uploadPicture
  readonly uploadMedia?: typeof uploadMedia
}

/** The only door to the desk: typed by its published document, cookies included, no state of its own. */
export function createApi(options: ApiOptions = {}): Api {
  const send = options.fetch ?? ((input: Request) => globalThis.fetch(input))
  const http = createFetchClient<paths>({
    baseUrl: options.baseUrl ?? globalThis.location.origin,
    credentials: 'same-origin',
    headers: { accept: 'application/json' },
    fetch: async (request: Request) => {
      try {
        return await send(request)
      } catch (cause) {
        if (request.signal.aborted) throw cause
        throw unreachable(cause)
      }
    },
  })
  return { http, upload: options.upload ?? uploadPicture, uploadMedia: options.uploadMedia ?? uploadMedia }
}

/** Turns an answer into its body, or throws the refusal as an {@link ApiError}. */
export async function bodyOf<R extends Record<string | number, unknown>, O, M extends MediaType>(
  answer: Promise<FetchResponse<R, O, M>>,
): Promise<NonNullable<FetchResponse<R, O, M>['data']>> {
  const { data, error, response } = await answer
  if (!response.ok || data === undefined || data === null) throw errorFromAnswer(response, error)
  return data
}

/** Waits for an answer without a body (202, 204), or throws the refusal. */
export async function done(answer: Promise<{ readonly response: Response; readonly error?: unknown }>): Promise<void> {
  const { error, response } = await answer
  if (!response.ok) throw errorFromAnswer(response, error)
}

export const isUnauthorized = (error: unknown): boolean => error instanceof ApiError && error.status === 401
