import type { PictureInput } from '../simulator-api.ts'
import type { PushMode } from './account.ts'
import type { Goods } from './official-state.ts'
import type { ReplyProfile } from './profile.ts'

export interface OfficialAccountOptions {
  readonly appId: string
  readonly name?: string
  /** Reply window and valid messages. Defaults to `v16`. */
  readonly profile?: ReplyProfile
  readonly payfeedbackUrl?: string | null
  readonly pushUrl?: string | null
  /** Defaults to `plain`. */
  readonly pushMode?: PushMode
  /** Defaults to `strict`: only the body `success` counts. */
  readonly answerCheck?: 'strict' | 'lenient'
  readonly agents?: readonly string[]
  /** At most 3, each at most 15 characters. */
  readonly reasons?: readonly string[]
  readonly solutions?: readonly string[]
}

export type OfficialAccountSettings = Omit<OfficialAccountOptions, 'appId'>

export interface OfficialAccountSummary {
  readonly appId: string
  readonly name: string
  readonly originalId: string
  readonly partnerId: string
  readonly profile: ReplyProfile
  readonly payfeedbackUrl: string | null
  readonly pushUrl: string | null
  readonly pushMode: PushMode
  readonly answerCheck: 'strict' | 'lenient'
  readonly agents: readonly string[]
  readonly reasons: readonly string[]
  readonly solutions: readonly string[]
}

/** All that the account's own software needs. */
export interface OfficialAccountCredentials {
  readonly appId: string
  readonly appSecret: string
  readonly paySignKey: string
  readonly partnerId: string
  readonly originalId: string
  readonly pushToken: string
  readonly encodingAesKey: string
}

/** Which payer: one of the phone page, or anybody by openid. Defaults to the first of the phone page. */
export interface PayerChoice {
  readonly payerId?: string
  readonly openId?: string
}

/** Exactly one of the contents. */
export interface PayerMessageInput extends PayerChoice {
  readonly text?: string
  /** With `text`: the payer tapped this item of a menu message. */
  readonly menuItemId?: string
  readonly image?: PictureInput
  readonly voice?: PictureInput
  readonly video?: PictureInput
  readonly location?: { readonly latitude: number; readonly longitude: number; readonly label: string }
  readonly link?: { readonly title: string; readonly description: string; readonly url: string }
}

export interface PayerEventInput extends PayerChoice {
  readonly event: 'subscribe' | 'unsubscribe' | 'SCAN' | 'CLICK' | 'VIEW'
  readonly eventKey?: string
}

export interface PaymentInput extends PayerChoice {
  /** Defaults to `physical`. */
  readonly goods?: Goods
  readonly item?: string
  /** Fen. */
  readonly amount?: number
  /** Defaults to now. */
  readonly paidAt?: Date
}

export interface PaymentView {
  readonly transactionId: string
  readonly outTradeNo: string
  readonly openId: string
  readonly goods: Goods
  readonly item: string
  readonly amount: number
  readonly paidAt: string
  readonly delivery: { readonly status: 'delivered' | 'failed'; readonly at: string; readonly message: string } | null
}

export interface ChatView {
  readonly openId: string
  readonly payerId: string
  readonly subscribed: boolean
  readonly typing: boolean
  /** Open leave to write, by what gave it. */
  readonly grants: readonly { readonly trigger: string; readonly expiresAt: string; readonly left: number | null }[]
  readonly lines: readonly {
    readonly id: string
    readonly at: string
    readonly side: 'payer' | 'merchant'
    readonly type: string
    readonly content: Readonly<Record<string, unknown>>
  }[]
}

/** Official accounts and what payers do with them. */
export interface OfficialAccountsApi {
  list(): readonly OfficialAccountSummary[]
  add(account: OfficialAccountOptions): OfficialAccountSummary
  get(appId: string): OfficialAccountSummary
  credentials(appId: string): OfficialAccountCredentials
  /** A new `pushUrl` is checked by GET first, as the account's console does. */
  change(appId: string, settings: OfficialAccountSettings): Promise<OfficialAccountSummary>
  send(appId: string, message: PayerMessageInput): { readonly openId: string; readonly messageId: string }
  act(appId: string, event: PayerEventInput): { readonly openId: string }
  pay(appId: string, payment: PaymentInput): PaymentView
  payments(appId: string): readonly PaymentView[]
  chat(appId: string, openId: string): ChatView
  chats(appId: string): readonly ChatView[]
  /** Ends all access tokens at once, as when another program renews them. */
  revokeTokens(appId: string): void
}
