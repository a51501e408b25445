import { createClient, PlatformError } from '@redress/wechatpay'
import type { MerchantCredentials, MerchantRegistry } from '../merchants/registry.ts'
import type { Channel, Channels } from './channel.ts'
import { complaintsV2, type InTurn } from './complaints-v2.ts'
import type { Pacer } from './pacer.ts'

/**
 * One channel per merchant, kept as long as the merchant's keys stay the same: the registry hands out a new object
 * when they are rotated, and the next call then goes out with the new ones.
 */
export function createChannels(
  registry: MerchantRegistry,
  { now, pacer }: { readonly now: () => Date; readonly pacer: Pacer },
): Channels {
  const channels = new WeakMap<MerchantCredentials, Channel>()
  return (merchantId) => {
    const credentials = registry.credentials(merchantId)
    const known = channels.get(credentials)
    if (known) return known
    const { identity, apiV3Key, keyring, platformUrl } = credentials
    const channel = complaintsV2(
      // The desk repeats by itself, from its own tables and within its own budgets.
      createClient({ identity, apiV3Key, keyring, baseUrl: platformUrl, now, retry: { attempts: 1 } }),
      inTurnOf(merchantId, pacer),
    )
    channels.set(credentials, channel)
    return channel
  }
}

const inTurnOf =
  (merchantId: string, pacer: Pacer): InTurn =>
  async (call, send) => {
    await pacer.take(merchantId, call)
    try {
      return await send()
    } catch (error) {
      if (error instanceof PlatformError && error.status === 429) await pacer.slowDown(merchantId, call)
      throw error
    }
  }
