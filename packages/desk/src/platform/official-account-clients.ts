import {
  createOfficialAccountClient,
  createRightsClient,
  type OfficialAccountClient,
  type RightsClient,
} from '@redress/wechatpay'
import type { OfficialAccountCredentials, OfficialAccounts, TokenStoreFor } from '../official-accounts/accounts.ts'
import { accountUnknown } from '../official-accounts/open-accounts.ts'

/** What the platform offers to an official account. */
export interface OfficialAccountCalls {
  readonly client: OfficialAccountClient
  readonly rights: RightsClient
}

/** @throws {DeskError} `ACCOUNT_UNKNOWN` | `ACCOUNT_REMOVED` */
export type OfficialAccountClients = (accountId: string) => OfficialAccountCalls

/** A call may ask for a token first, and once more; all of that has to fit into the lease of an action. */
const TIMEOUT_MS = 10_000

/**
 * One client per account, kept as long as its secrets and settings stay the same: the next call after a change goes out
 * with the new ones.
 */
export function createOfficialAccountClients(
  accounts: Pick<OfficialAccounts, 'byId' | 'credentials'>,
  { tokenStoreFor, now }: { readonly tokenStoreFor: TokenStoreFor; readonly now: () => Date },
): OfficialAccountClients {
  const known = new WeakMap<OfficialAccountCredentials, OfficialAccountCalls>()
  return (accountId) => {
    const credentials = accounts.credentials(accountId)
    const kept = known.get(credentials)
    if (kept) return kept
    const info = accounts.byId(accountId)
    if (info === undefined) throw accountUnknown(accountId)
    const client = createOfficialAccountClient({
      account: credentials.account,
      tokenStore: tokenStoreFor(accountId),
      tokenEndpoint: info.tokenEndpoint,
      profile: info.profile,
      baseUrl: credentials.platformUrl,
      now,
      timeoutMs: TIMEOUT_MS,
    })
    const calls = { client, rights: createRightsClient(client, credentials.paySignKey) }
    known.set(credentials, calls)
    return calls
  }
}
