import type { ApiV3Key, Keyring, MerchantIdentity } from '@redress/wechatpay'

export interface Merchant {
  readonly id: string
  readonly slug: string
  readonly mchid: string
  readonly name: string
  readonly partnerMchid: string | undefined
  readonly keyMode: 'certificate' | 'public-key' | 'mixed' | 'empty'
  readonly platformKeys: readonly PlatformKeyInfo[]
  readonly platformUrl: string | undefined
  /** Stores, brands and other words to find it by. */
  readonly labels: readonly string[]
  /** Set when the desk works for it no more: no keys, nothing received, complaints kept. */
  readonly removedAt: Date | undefined
}

export interface PlatformKeyInfo {
  readonly serial: string
  readonly kind: 'certificate' | 'public-key'
  readonly expiresAt: Date | undefined
}

export interface MerchantCredentials {
  readonly identity: MerchantIdentity
  readonly apiV3Key: ApiV3Key
  readonly keyring: Keyring
  /** Base address of the platform's API; undefined means the real hosts. */
  readonly platformUrl: string | undefined
}

export interface MerchantRegistry {
  /** Every merchant that was not removed, by slug. From memory. */
  list(): readonly Merchant[]
  /** Not a removed one. */
  bySlugOrMchid(slugOrMchid: string): Merchant | undefined
  /** A removed one, too: its complaints are still shown. */
  byId(merchantId: string): Merchant | undefined
  /** Keys of one merchant, opened and kept in memory. @throws {DeskError} `MERCHANT_UNKNOWN` | `MERCHANT_REMOVED` */
  credentials(merchantId: string): MerchantCredentials
}
