import type { AccessTokenStore, OfficialAccount, PaySignKey, ProfileName, PushSettings } from '@redress/wechatpay'
import type { Goods } from '../domain/rights/goods.ts'

/** An official account as people see it. */
export interface OfficialAccountInfo {
  readonly id: string
  readonly slug: string
  readonly appId: string
  /** Merchant number, 10 digits; transaction numbers of the account begin with it. */
  readonly partnerId: string
  readonly name: string
  /** Which period's reply window and messages hold. */
  readonly profile: ProfileName
  readonly tokenEndpoint: 'stable' | 'classic'
  readonly defaultGoods: Goods
  readonly afterRejection: 'restart' | 'original'
  /** `off`: no push token is known, so no messages are received. */
  readonly pushMode: 'off' | 'plain' | 'compatible' | 'safe'
  readonly allowedSources: readonly string[]
  readonly platformUrl: string | undefined
  readonly labels: readonly string[]
  /** Set when the desk works for it no more: no secrets, nothing received, tickets kept. */
  readonly removedAt: Date | undefined
}

/** Opened secrets of one account. They cannot be printed or serialised. */
export interface OfficialAccountCredentials {
  readonly account: OfficialAccount
  readonly paySignKey: PaySignKey
  /** Undefined while no push token is known. */
  readonly push: PushSettings | undefined
  /** Base address of the platform's API; undefined means the real hosts. */
  readonly platformUrl: string | undefined
}

export interface OfficialAccounts {
  /** Every account that was not removed, by slug. From memory. */
  list(): readonly OfficialAccountInfo[]
  /** Not a removed one. */
  bySlugOrAppId(name: string): OfficialAccountInfo | undefined
  /** A removed one, too: its tickets are still shown. */
  byId(id: string): OfficialAccountInfo | undefined
  /**
   * The same object as long as the secrets stay the same.
   * @throws {DeskError} `ACCOUNT_UNKNOWN` | `ACCOUNT_REMOVED`
   */
  credentials(id: string): OfficialAccountCredentials
}

/** Where the processes of the desk share the access token of an account. */
export type TokenStoreFor = (accountId: string) => AccessTokenStore
