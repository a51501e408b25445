import { createClient } from '@redress/wechatpay'
import type { MerchantCredentials, MerchantRegistry } from '../merchants/registry.ts'
import type { Channel, Channels } from './channel.ts'
import { complaintsV2 } from './complaints-v2.ts'

/**
 * One channel per merchant, kept as long as the merchant's keys stay the same: the registry hands out a new object
 * when they are rotated, and the next call then goes out with the new ones.
 */
export function createChannels(registry: MerchantRegistry, { now }: { readonly now: () => Date }): Channels {
  const channels = new WeakMap<MerchantCredentials, Channel>()
  return (merchantId) => {
    const credentials = registry.credentials(merchantId)
    const known = channels.get(credentials)
    if (known) return known
    const { identity, apiV3Key, keyring, platformUrl } = credentials
    const channel = complaintsV2(createClient({ identity, apiV3Key, keyring, baseUrl: platformUrl, now }))
    channels.set(credentials, channel)
    return channel
  }
}
