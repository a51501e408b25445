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
  /** Every merchant, by slug. From memory. */
  list(): readonly Merchant[]
  bySlugOrMchid(slugOrMchid: string): Merchant | undefined
  byId(merchantId: string): Merchant | undefined
  /** Keys of one merchant, opened and kept in memory. @throws {DeskError} `MERCHANT_UNKNOWN` */
  credentials(merchantId: string): MerchantCredentials
}
