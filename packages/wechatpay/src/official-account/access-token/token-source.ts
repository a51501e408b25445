import type { AppId } from '../ids.ts'
import type { IssuedToken } from './fetch-token.ts'
import { isFresh, mayForce, recentForced } from './freshness.ts'
import type { AccessTokenStore, StoredToken, TokenEndpoint } from './stored-token.ts'

export interface TokenSourceOptions {
  readonly appId: AppId
  readonly endpoint: TokenEndpoint
  readonly store: AccessTokenStore
  readonly now: () => Date
  /** Asks the platform. */
  readonly fetchToken: (forced: boolean) => Promise<IssuedToken>
  /** How long this process trusts what it read from the store, milliseconds. */
  readonly cacheMs: number
}

/** The token of one account for one process. */
export interface TokenSource {
  /** A token to try. */
  current(): Promise<string>
  /**
   * Another token than the one the platform just refused: a newer one of the store, else a fetched one, else one forced.
   * Undefined when there is none to be had within the limits of forced refreshes.
   */
  renew(refused: string): Promise<string | undefined>
}

/**
 * Shares one token among processes through a store. However many callers need one at the same moment, a process enters
 * the lock of the store once, and whoever enters later finds the token there.
 */
export function createTokenSource(options: TokenSourceOptions): TokenSource {
  const { appId, endpoint, store, fetchToken, cacheMs } = options
  const now = (): number => options.now().getTime()
  let cached: { readonly token: StoredToken; readonly readAt: number } | undefined
  const underWay = new Map<string, Promise<StoredToken>>()

  const remember = (token: StoredToken): StoredToken => {
    cached = { token, readAt: now() }
    return token
  }

  const usable = (token: StoredToken | undefined): token is StoredToken =>
    token !== undefined && token.endpoint === endpoint && isFresh(token, now())

  const once = (key: string, work: () => Promise<StoredToken>): Promise<StoredToken> => {
    const running = underWay.get(key)
    if (running !== undefined) return running
    const started = work().finally(() => underWay.delete(key))
    underWay.set(key, started)
    return started
  }

  const issue = async (former: StoredToken | undefined, forced: boolean): Promise<StoredToken> => {
    // Counted from before the call, so that a slow answer cannot make the token look younger than it is.
    const askedAt = now()
    const issued = await fetchToken(forced)
    const earlier = recentForced(former?.forcedAt ?? [], askedAt)
    return {
      token: issued.token,
      fetchedAt: askedAt,
      expiresAt: askedAt + issued.expiresInSeconds * 1000,
      endpoint,
      forcedAt: forced ? [...earlier, askedAt] : earlier,
    }
  }

  const replace = async (current: StoredToken | undefined, refused: string): Promise<StoredToken> => {
    if (usable(current) && current.token !== refused) return current
    const fetched = await issue(current, false)
    if (fetched.token !== refused || endpoint === 'classic' || !mayForce(fetched.forcedAt, now())) return fetched
    return issue(fetched, true)
  }

  return {
    async current() {
      if (cached !== undefined && now() - cached.readAt < cacheMs && usable(cached.token)) return cached.token.token
      const stored = await store.read(appId)
      if (usable(stored)) return remember(stored).token
      const fetched = await once('current', () =>
        store.exclusively(appId, (current) => (usable(current) ? Promise.resolve(current) : issue(current, false))),
      )
      return remember(fetched).token
    },
    async renew(refused) {
      const replaced = await once(`renew ${refused}`, () =>
        store.exclusively(appId, (current) => replace(current, refused)),
      )
      remember(replaced)
      return replaced.token === refused ? undefined : replaced.token
    },
  }
}
