import type { PlatformClock } from '../clock/platform-clock.ts'
import type { Faults } from '../faults/faults.ts'
import type { RequestLog } from '../http/request-log.ts'
import type { RightsApi } from '../rights/api.ts'
import { createRightsApi } from '../rights/create-rights-api.ts'
import { Rights } from '../rights/rights.ts'
import type { DeliveryView } from '../simulator-api.ts'
import type { Blobs } from '../state/blobs.ts'
import { secretsOf } from './account.ts'
import type { OfficialAccountsApi } from './api.ts'
import { createApiHandler } from './api-handler.ts'
import { composeParcel, readPushReply } from './compose.ts'
import { Courier } from './courier.ts'
import { createAccountsApi } from './create-accounts-api.ts'
import type { ExchangeResult } from './exchange.ts'
import { sendMedia } from './media-address.ts'
import { OfficialPlatform } from './official-platform.ts'
import {
  clearOfficialState,
  emptyOfficialState,
  OfficialIds,
  type OfficialSnapshot,
  restoreOfficialState,
  takeOfficialSnapshot,
} from './official-state.ts'
import type { Parcel } from './parcel.ts'

export interface OfficialSideServices {
  readonly seed: string
  readonly saved: OfficialSnapshot | undefined
  readonly blobs: Blobs
  readonly clock: PlatformClock
  readonly wireSeconds: () => number
  readonly faults: Faults
  readonly log: RequestLog
  readonly random: (length: number) => Buffer
  readonly timeoutMs: number
  readonly publicUrl: () => string
  readonly changed: () => void
}

/** The official-account half of the platform, in one piece. */
export interface OfficialSide {
  readonly official: OfficialPlatform
  readonly accounts: OfficialAccountsApi
  readonly rights: RightsApi
  readonly courier: Courier
  readonly handle: ReturnType<typeof createApiHandler>
  readonly sendMedia: ReturnType<typeof sendMedia>
  deliveries(): readonly DeliveryView[]
  snapshot(): OfficialSnapshot
  /** Forgets everything but the accounts. */
  clear(): void
}

export function createOfficialSide(services: OfficialSideServices): OfficialSide {
  const { seed, blobs, clock, wireSeconds, faults, log, random, changed, publicUrl } = services
  const state = services.saved === undefined ? emptyOfficialState() : restoreOfficialState(services.saved)
  const pictureUrl = (mediaId: string): string => `${publicUrl()}/mmbiz/${mediaId}/0`

  const isAccepted = (parcel: Parcel, result: ExchangeResult): boolean => {
    const account = official.account(parcel.appId)
    if (parcel.kind === 'payfeedback')
      return result.status === 200 && (account.answerCheck === 'lenient' || result.text === 'success')
    const reply = readPushReply(seed, account, result)
    if (reply.kind === 'text') {
      const follower = official.followerByOpenId(parcel.appId, parcel.openId)
      official.addLine(follower, { side: 'merchant', type: 'text', content: { content: reply.content } })
    }
    return reply.kind !== 'broken'
  }
  const courier = new Courier({
    parcels: state.parcels,
    clock,
    faults,
    timeoutMs: services.timeoutMs,
    compose: (parcel, fault) => composeParcel({ seed, state, random, wireSeconds, pictureUrl }, parcel, fault),
    isAccepted,
    accountNumber: (appId) => secretsOf(seed, appId).partnerId,
    changed,
  })
  const official = new OfficialPlatform({
    seed,
    state,
    ids: new OfficialIds(seed, state.counter),
    blobs,
    courier,
    now: () => clock.now(),
    wireSeconds,
    changed,
  })
  const rights = new Rights(official)
  return {
    official,
    courier,
    accounts: createAccountsApi(official, rights, { random, timeoutMs: services.timeoutMs, pictureUrl }),
    rights: createRightsApi(official, rights, pictureUrl),
    handle: createApiHandler({ official, rights, faults, log, random }),
    sendMedia: sendMedia(state, blobs),
    deliveries: () => [...state.parcels.values()].map((parcel) => deliveryOf(seed, parcel)),
    snapshot: () => takeOfficialSnapshot(state),
    clear() {
      clearOfficialState(state)
      courier.clear()
    },
  }
}

const deliveryOf = (seed: string, parcel: Parcel): DeliveryView => ({
  id: parcel.id,
  mchid: secretsOf(seed, parcel.appId).partnerId,
  url: parcel.url,
  complaintId: parcel.feedbackId,
  eventType: parcel.kind === 'push' ? 'OFFICIAL_ACCOUNT.PUSH' : 'RIGHTS.PAYFEEDBACK',
  actionType: parcel.action,
  state: parcel.state,
  createdAt: new Date(parcel.createdAt).toISOString(),
  nextAttemptAt: parcel.nextAttemptAt === null ? null : new Date(parcel.nextAttemptAt).toISOString(),
  attempts: [...parcel.attempts],
})
