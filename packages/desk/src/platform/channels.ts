import { createClient, PlatformError, refusalKind } from '@redress/wechatpay'
import type { Kysely } from 'kysely'
import type { PlatformCall } from '../domain/budgets.ts'
import { MINUTE_MS } from '../domain/time.ts'
import type { MerchantCredentials, MerchantRegistry } from '../merchants/registry.ts'
import type { OfficialAccountInfo, OfficialAccounts } from '../official-accounts/accounts.ts'
import type { MasterKey } from '../sealing/seal.ts'
import type { Database } from '../store/schema/database.ts'
import type { Channel, Channels } from './channel.ts'
import { complaintsV2, type InTurn } from './complaints-v2.ts'
import type { OfficialAccountClients } from './official-account-clients.ts'
import { BudgetSpent, type Pacer } from './pacer.ts'
import { rightsV16 } from './rights-v16.ts'

export interface ChannelsDeps {
  readonly registry: Pick<MerchantRegistry, 'credentials'>
  readonly officialAccounts: Pick<OfficialAccounts, 'byId' | 'credentials'>
  readonly clients: OfficialAccountClients
  readonly db: Kysely<Database>
  readonly masterKey: MasterKey
  readonly now: () => Date
  readonly pacer: Pacer
}

/**
 * One channel per merchant and official account, kept as long as its keys and settings stay the same: the registries
 * hand out new objects when they change, and the next call then goes out with the new ones.
 */
export function createChannels(deps: ChannelsDeps): Channels {
  const { registry, officialAccounts, clients, db, masterKey, now, pacer } = deps
  const ofMerchants = new WeakMap<MerchantCredentials, Channel>()
  const ofAccounts = new WeakMap<OfficialAccountInfo, Channel>()

  const merchantChannel = (merchantId: string): Channel => {
    const credentials = registry.credentials(merchantId)
    const known = ofMerchants.get(credentials)
    if (known) return known
    const { identity, apiV3Key, keyring, platformUrl } = credentials
    const channel = complaintsV2(
      // The desk repeats by itself, from its own tables and within its own budgets. What never left goes to the backup host.
      createClient({ identity, apiV3Key, keyring, baseUrl: platformUrl, now, retry: { attempts: 1 } }),
      inTurnOf(merchantId, pacer),
    )
    ofMerchants.set(credentials, channel)
    return channel
  }

  const accountChannel = (account: OfficialAccountInfo): Channel => {
    const { platformUrl } = officialAccounts.credentials(account.id)
    const known = ofAccounts.get(account)
    if (known) return known
    const inTurn = inTurnOf(account.id, pacer)
    const channel = rightsV16({ db, masterKey, account, platformUrl, calls: clients(account.id), inTurn, now })
    ofAccounts.set(account, channel)
    return channel
  }

  return (merchantId) => {
    const account = officialAccounts.byId(merchantId)
    return account === undefined ? merchantChannel(merchantId) : accountChannel(account)
  }
}

/** A quota of the day may be reset in the console of the account, so it is looked after before the day ends. */
const DAY_QUOTA_PAUSE_MS = 30 * MINUTE_MS

const inTurnOf =
  (merchantId: string, pacer: Pacer): InTurn =>
  async (call, send) => {
    await pacer.take(merchantId, call)
    try {
      return await send()
    } catch (error) {
      if (isTooFast(error)) await pacer.slowDown(merchantId, call)
      throw dayQuotaUsedUp(error, call) ?? error
    }
  }

const isTooFast = (error: unknown): boolean =>
  (error instanceof PlatformError && error.status === 429) || refusalKind(error) === 'minute-quota'

const dayQuotaUsedUp = (error: unknown, call: PlatformCall): BudgetSpent | undefined =>
  refusalKind(error) === 'day-quota' ? new BudgetSpent(call, new Date(Date.now() + DAY_QUOTA_PAUSE_MS)) : undefined
