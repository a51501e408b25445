import { beijingTime } from '../clock/beijing.ts'
import { readInput } from '../control/input.ts'
import { SimulatorError } from '../errors.ts'
import { PAYERS } from '../platform/payers.ts'
import type { Rights } from '../rights/rights.ts'
import type { OfficialAccount } from './account.ts'
import type {
  ChatView,
  OfficialAccountSettings,
  OfficialAccountSummary,
  OfficialAccountsApi,
  PayerChoice,
  PaymentView,
} from './api.ts'
import { accountInput, payerEventInput, payerMessageInput, paymentInput, settingsInput } from './input.ts'
import type { OfficialPlatform } from './official-platform.ts'
import type { Follower, Payment } from './official-state.ts'
import { payerElements } from './payer-elements.ts'
import { revoked } from './tokens.ts'
import { verifyAddress } from './verify-address.ts'

export interface AccountsApiServices {
  readonly random: (length: number) => Buffer
  readonly timeoutMs: number
  readonly pictureUrl: (mediaId: string) => string
}

const NEW_ACCOUNT: Omit<OfficialAccount, 'appId' | 'name'> = {
  profile: 'v16',
  payfeedbackUrl: null,
  pushUrl: null,
  pushMode: 'plain',
  answerCheck: 'strict',
  agents: ['service@simulator'],
  reasons: [],
  solutions: [],
}

export function createAccountsApi(
  official: OfficialPlatform,
  rights: Rights,
  services: AccountsApiServices,
): OfficialAccountsApi {
  const { state, seed, now, wireSeconds, changed } = official.services

  const summary = (account: OfficialAccount): OfficialAccountSummary => {
    const { originalId, partnerId } = official.secrets(account.appId)
    return { ...account, originalId, partnerId }
  }
  const chatOf = (follower: Follower): ChatView => ({
    openId: follower.openId,
    payerId: follower.payerId,
    subscribed: follower.subscribed,
    typing: follower.typingUntil > now(),
    grants: follower.grants
      .filter((grant) => grant.expiresAt > now())
      .map((grant) => ({ trigger: grant.trigger, expiresAt: beijingTime(grant.expiresAt), left: grant.left })),
    lines: follower.chat.map((line) => ({ ...line, at: beijingTime(line.at) })),
  })

  return {
    list: () => [...state.accounts.values()].map(summary),
    add(given) {
      const { appId, name, ...settings } = readInput(accountInput, withoutNulls(given))
      return summary(official.addAccount({ ...NEW_ACCOUNT, ...settings, appId, name: name ?? `示例公众号 ${appId}` }))
    },
    get: (appId) => summary(official.account(appId)),
    credentials(appId) {
      official.account(appId)
      return { appId, ...official.secrets(appId) }
    },
    async change(appId, given) {
      const account = official.account(appId)
      const settings = readInput(settingsInput, withoutNulls(given))
      const cleared = Object.fromEntries(Object.entries(given).filter(([, value]) => value === null))
      if (settings.pushUrl !== undefined && settings.pushUrl !== account.pushUrl) {
        const { pushToken } = official.secrets(appId)
        const timestamp = String(wireSeconds())
        await verifyAddress(settings.pushUrl ?? '', pushToken, timestamp, services)
      }
      return summary(official.changeAccount(appId, { ...settings, ...cleared }))
    },
    send(appId, given) {
      const input = readInput(payerMessageInput, given)
      const follower = followerOf(official, appId, input)
      const { type, elements } = payerElements(official, appId, input, services.pictureUrl)
      return { openId: follower.openId, ...official.payerSends(follower, { type, elements }) }
    },
    act(appId, given) {
      const input = readInput(payerEventInput, given)
      const follower = followerOf(official, appId, input)
      official.payerActs(follower, input.event, input.eventKey)
      return { openId: follower.openId }
    },
    pay(appId, given) {
      const { goods = 'physical', item, amount, paidAt, ...payer } = readInput(paymentInput, given)
      const { openId } = followerOf(official, appId, payer)
      return paymentView(rights.pay(appId, openId, { goods, item, amount, paidAt: paidAt?.getTime() }))
    },
    payments: (appId) => [...state.payments.values()].filter((payment) => payment.appId === appId).map(paymentView),
    chat(appId, openId) {
      const follower = official.knownFollower(official.account(appId).appId, openId)
      if (follower !== undefined) return chatOf(follower)
      throw new SimulatorError('ACCOUNT_UNKNOWN', 'the account knows no payer of this openid', 'List the chats.', {
        field: '/openId',
      })
    },
    chats: (appId) => [...state.followers.values()].filter((follower) => follower.appId === appId).map(chatOf),
    revokeTokens(appId) {
      const tokens = state.tokens.get(official.account(appId).appId)
      if (tokens !== undefined) state.tokens.set(appId, revoked(tokens, now()))
      changed()
    },
  }

  function paymentView(payment: Payment): PaymentView {
    const { transactionId, outTradeNo, openId, goods, item, amount, delivery } = payment
    return {
      transactionId,
      outTradeNo,
      openId,
      goods,
      item,
      amount,
      paidAt: beijingTime(payment.paidAt),
      delivery: delivery === null ? null : { ...delivery, at: beijingTime(delivery.at) },
    }
  }

  function followerOf(platform: OfficialPlatform, appId: string, { payerId, openId }: PayerChoice): Follower {
    platform.account(appId)
    if (openId !== undefined) return platform.followerByOpenId(appId, openId)
    return platform.follower(appId, payerId ?? PAYERS[0]?.id ?? seed)
  }
}

/** null takes an address away; the other settings know no null. */
const withoutNulls = (given: Partial<OfficialAccountSettings> & object): object =>
  Object.fromEntries(
    Object.entries(given).filter(
      ([name, value]) => value !== null || !(name === 'pushUrl' || name === 'payfeedbackUrl'),
    ),
  )
