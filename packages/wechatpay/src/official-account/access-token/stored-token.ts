import type { AppId } from '../ids.ts'

/** Which endpoint issued a token; the tokens of the two do not affect each other. */
export type TokenEndpoint = 'stable' | 'classic'

/** An access token as kept between processes. Instants are milliseconds since 1970. The token is a secret. */
export interface StoredToken {
  readonly token: string
  readonly fetchedAt: number
  readonly expiresAt: number
  readonly endpoint: TokenEndpoint
  /** Forced refreshes of the last 24 hours, oldest first. */
  readonly forcedAt: readonly number[]
}

/**
 * Where the processes that serve one account share its token: a row of a database, a key of a cache.
 * A lock that spans the processes matters: concurrent calls of the classic endpoint kill each other's tokens.
 */
export interface AccessTokenStore {
  read(appId: AppId): Promise<StoredToken | undefined>
  /**
   * Runs `work` while no one else, in any process, runs it for this account. Hands it what is stored at that moment,
   * stores what it resolves to and returns that; stores nothing when it rejects.
   */
  exclusively(appId: AppId, work: (current: StoredToken | undefined) => Promise<StoredToken>): Promise<StoredToken>
}

/** For one process: tests, small programs. */
export function createMemoryTokenStore(): AccessTokenStore {
  const tokens = new Map<AppId, StoredToken>()
  const queues = new Map<AppId, Promise<unknown>>()
  return {
    read: (appId) => Promise.resolve(tokens.get(appId)),
    exclusively(appId, work) {
      const turn = (queues.get(appId) ?? Promise.resolve()).then(async () => {
        const stored = await work(tokens.get(appId))
        tokens.set(appId, stored)
        return stored
      })
      // The next in line must run whether or not this one succeeds; the error goes to this caller.
      queues.set(
        appId,
        turn.catch(() => undefined),
      )
      return turn
    },
  }
}
