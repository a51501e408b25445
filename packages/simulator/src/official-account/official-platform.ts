import { SimulatorError } from '../errors.ts'
import { openIdOf, PAYERS } from '../platform/payers.ts'
import type { Blobs } from '../state/blobs.ts'
import { type AccountSecrets, type OfficialAccount, secretsOf } from './account.ts'
import type { Courier } from './courier.ts'
import type { ChatLine, Follower, OfficialIds, OfficialState } from './official-state.ts'
import { followerKey } from './official-state.ts'
import { granted, type Trigger } from './profile.ts'
import { document, element } from './xml.ts'

export interface OfficialServices {
  readonly seed: string
  readonly state: OfficialState
  readonly ids: OfficialIds
  readonly blobs: Blobs
  readonly courier: Courier
  /** Milliseconds since 1970 on the platform clock. */
  readonly now: () => number
  /** Unix seconds that messages name. */
  readonly wireSeconds: () => number
  readonly changed: () => void
}

/** What a payer sends: the elements of the wire besides the common ones. */
export interface PayerMessage {
  readonly type: string
  readonly elements: Readonly<Record<string, string | number>>
}

export type PayerEventName = 'subscribe' | 'unsubscribe' | 'SCAN' | 'CLICK' | 'VIEW'

const EVENT_TRIGGERS: Readonly<Partial<Record<PayerEventName, Trigger>>> = {
  subscribe: 'subscribe',
  SCAN: 'scan',
  CLICK: 'click',
}

/** Official accounts, their followers and the conversations between them. */
export class OfficialPlatform {
  readonly services: OfficialServices

  constructor(services: OfficialServices) {
    this.services = services
  }

  /** @throws {SimulatorError} `ACCOUNT_UNKNOWN` */
  account(appId: string): OfficialAccount {
    const account = this.services.state.accounts.get(appId)
    if (account !== undefined) return account
    throw new SimulatorError('ACCOUNT_UNKNOWN', 'no official account has this appId', 'List the official accounts.', {
      field: '/appId',
    })
  }

  secrets(appId: string): AccountSecrets {
    return secretsOf(this.services.seed, appId)
  }

  /** @throws {SimulatorError} `ACCOUNT_EXISTS` */
  addAccount(account: OfficialAccount): OfficialAccount {
    const { state, changed } = this.services
    if (state.accounts.has(account.appId))
      throw new SimulatorError('ACCOUNT_EXISTS', 'an official account has this appId already', 'Choose another.', {
        field: '/appId',
      })
    state.accounts.set(account.appId, account)
    changed()
    return account
  }

  changeAccount(appId: string, changes: Partial<OfficialAccount>): OfficialAccount {
    const next = { ...this.account(appId), ...changes }
    this.services.state.accounts.set(appId, next)
    this.services.changed()
    return next
  }

  /** A payer as the account sees them; they follow it from the first meeting on. */
  follower(appId: string, payerId: string = PAYERS[0]?.id ?? 'payer'): Follower {
    const openId = openIdOf(this.services.seed, payerId, appId)
    return this.knownFollower(appId, openId) ?? this.#meet(appId, openId, payerId)
  }

  /** By openid; a stranger is met under it, so that callers can choose their own. */
  followerByOpenId(appId: string, openId: string): Follower {
    return this.knownFollower(appId, openId) ?? this.#meet(appId, openId, openId)
  }

  knownFollower(appId: string, openId: string): Follower | undefined {
    return this.services.state.followers.get(followerKey(appId, openId))
  }

  change(follower: Follower, changes: Partial<Follower>): Follower {
    const next = { ...follower, ...changes }
    this.services.state.followers.set(followerKey(follower.appId, follower.openId), next)
    this.services.changed()
    return next
  }

  /** Opens the reply window as far as the account's profile allows. */
  trigger(follower: Follower, trigger: Trigger): Follower {
    const { profile } = this.account(follower.appId)
    return this.change(follower, { grants: granted(follower.grants, profile, trigger, this.services.now()) })
  }

  addLine(follower: Follower, line: Omit<ChatLine, 'id' | 'at'>): Follower {
    const { ids, now } = this.services
    return this.change(follower, { chat: [...follower.chat, { ...line, id: ids.opaque(16), at: now() }] })
  }

  /** A payer writes or sends something. @returns the number that the push carries */
  payerSends(follower: Follower, message: PayerMessage): { messageId: string } {
    const messageId = this.services.ids.number64()
    // A tap on an item of a menu message counts as a click.
    const trigger = 'bizmsgmenuid' in message.elements ? 'click' : 'message'
    const heard = this.trigger(
      this.addLine(follower, { side: 'payer', type: message.type, content: message.elements }),
      trigger,
    )
    this.#push(heard, message.type, [
      element('MsgType', message.type),
      ...Object.entries(message.elements).map(([name, value]) => element(name, value)),
      `<MsgId>${messageId}</MsgId>`,
    ])
    return { messageId }
  }

  payerActs(follower: Follower, event: PayerEventName, eventKey: string | undefined): void {
    const trigger = EVENT_TRIGGERS[event]
    const subscribed = event === 'subscribe' || (event !== 'unsubscribe' && follower.subscribed)
    const noted = this.change(
      this.addLine(follower, { side: 'payer', type: 'event', content: { event, eventKey: eventKey ?? null } }),
      { subscribed, ...(event === 'unsubscribe' ? { grants: [] } : {}) },
    )
    const heard = trigger === undefined ? noted : this.trigger(noted, trigger)
    const keyed = event !== 'unsubscribe' && (eventKey !== undefined || event === 'subscribe')
    this.#push(heard, event, [
      element('MsgType', 'event'),
      element('Event', event),
      keyed ? element('EventKey', eventKey ?? '') : undefined,
    ])
  }

  #meet(appId: string, openId: string, payerId: string): Follower {
    this.account(appId)
    const follower: Follower = {
      appId,
      openId,
      payerId,
      subscribed: true,
      grants: [],
      typingUntil: 0,
      chat: [],
      lastStamp: 0,
    }
    return this.change(follower, {})
  }

  #push(follower: Follower, action: string, elements: readonly (string | undefined)[]): void {
    const { courier, ids, wireSeconds, now } = this.services
    const { appId, openId } = follower
    if (this.account(appId).pushUrl === null) return
    const stamp = Math.max(wireSeconds(), follower.lastStamp + 1)
    this.change(follower, { lastStamp: stamp })
    courier.send({
      id: `push-${ids.opaque(20)}`,
      appId,
      kind: 'push',
      feedbackId: null,
      openId,
      action,
      stamp,
      message: document([
        element('ToUserName', this.secrets(appId).originalId),
        element('FromUserName', openId),
        element('CreateTime', stamp),
        ...elements,
      ]),
      createdAt: now(),
      state: 'scheduled',
      url: '',
      nextAttemptAt: null,
      attempts: [],
    })
  }
}
