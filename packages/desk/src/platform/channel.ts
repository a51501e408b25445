import type { ClassicMessage, MediaKind } from '@redress/wechatpay'
import type { Reading } from '../domain/deadlines.ts'
import type { Side } from '../domain/timeline.ts'
import type { EnsureOutcome } from '../merchants/callback-url.ts'
import type { ActionKind } from '../store/schema/outbox.ts'

/** A complaint as its channel reports it now. One shape for every protocol. */
export interface ComplaintReading {
  readonly platformId: string
  /** The complained merchant; a partner reads those of its sub-merchants. */
  readonly mchid: string
  /** Open: PENDING, PROCESSING, PROCESSED or whatever the platform invents. */
  readonly state: string
  /** The finer state of a channel that has one. */
  readonly channelState: string | null
  /** Whom the conversation of a channel that has one is with. */
  readonly payerOpenId: string | null
  readonly detail: string
  readonly problemType: string | null
  readonly problemDescription: string
  readonly complainedAt: Date
  readonly complaintTimes: number
  readonly awaitingReply: boolean
  readonly fullyRefunded: boolean
  /** What the channel does not tell of it is null. */
  readonly order: {
    readonly transactionId: string
    readonly outTradeNo: string | null
    /** fen */
    readonly amount: number | null
  } | null
  readonly applyRefundAmount: number | null
  readonly userTags: readonly string[]
  readonly needImmediateService: boolean
  readonly inPlatformService: boolean
  readonly agentMode: boolean
  /** Opens the payer's phone number; null when there is none or it cannot be opened with the key at hand. */
  openPayerPhone(): string | null
  /** Addresses of the pictures filed with the complaint. */
  readonly pictures: readonly string[]
  /** Episodes and deadlines of a channel with rules of its own; null where they follow from the timeline. */
  readonly clock: Reading | null
  readonly raw: unknown
}

/** One entry of the negotiation history. */
export interface EntryReading {
  readonly logId: string
  readonly at: Date
  /** Clean name; unknown values as they came. */
  readonly action: string
  readonly wireAction: string
  readonly side: Side
  readonly operator: string
  readonly content: string | null
  readonly pictures: readonly string[]
  readonly raw: unknown
}

export interface ReplyIntent {
  readonly mchid: string
  readonly content: string
  /** Media ids of pictures uploaded before, at most 4. */
  readonly mediaIds: readonly string[]
}

export interface CompletionIntent {
  readonly mchid: string
  readonly actionId: string
  /** Who answers for it. */
  readonly actor: string
  /** When an attempt with an unknown outcome began; it may have been the one that worked. */
  readonly earlierAttemptAt: Date | null
  /** Somebody said that what was agreed with the payer has been carried out; asked for by the rights system only. */
  readonly settledAsAgreed: boolean
}

export interface ComplaintWindow {
  /** Calendar days in Beijing, `yyyy-MM-dd`, at most 30 days apart. */
  readonly beginDate: string
  readonly endDate: string
  readonly limit: number
  readonly offset: number
}

export interface ComplaintListPage {
  readonly items: readonly ComplaintReading[]
  /** Only with offset 0. */
  readonly totalCount: number | undefined
}

export type RefundDecisionIntent =
  | { readonly decision: 'approve'; readonly launchRefundDay: number }
  | { readonly decision: 'reject'; readonly reason: string; readonly mediaIds: readonly string[] }

export interface RefundIntent {
  /** The complained merchant, whose order it is. */
  readonly mchid: string
  readonly transactionId: string
  readonly outRefundNo: string
  /** fen */
  readonly amount: number
  /** fen */
  readonly orderAmount: number
}

/** A message to the payer, with the ids that its files have at the platform. */
export interface MessageIntent {
  /** Names the message in the conversation; its entry in the timeline is `out:` and this id. */
  readonly actionId: string
  /** Who answers for it. */
  readonly actor: string
  readonly message: ClassicMessage
}

/** What is reported of the delivery of a complaint's order. */
export interface DeliveryIntent {
  readonly actionId: string
  /** Who answers for it. */
  readonly actor: string
  readonly status: 'delivered' | 'failed'
  readonly at: Date
  readonly outTradeNo: string
  /** Why it failed. */
  readonly reason: string | undefined
}

/** A refund as the platform reports it. */
export interface RefundReading {
  /** Open: SUCCESS, PROCESSING, CLOSED, ABNORMAL or whatever the platform invents. */
  readonly state: string
  /** fen */
  readonly amount: number
}

export interface PictureBytes {
  readonly bytes: Uint8Array
}

export type CapabilityName =
  | 'reply'
  | 'reply-pictures'
  | 'complete'
  | 'refund-decision'
  | 'immediate-reply'
  | 'message'
  | 'delivery-notice'

/** Whether a channel can do something for a merchant at all; a person is shown the reason. */
export type Capability =
  | { readonly available: true }
  | { readonly available: false; readonly code: string; readonly reason: string }

/**
 * One protocol for one merchant. Calls reject with the protocol's own errors; what the channel cannot do at all is
 * asked of `capability` first.
 */
export interface Channel {
  capability(name: CapabilityName): Capability
  /**
   * Whether an action whose outcome is unknown may be sent again: its effect can be found before, or a second one
   * changes nothing. If not, it is sent at most once and a person decides.
   */
  canLookUp(kind: ActionKind): boolean
  list(window: ComplaintWindow): Promise<ComplaintListPage>
  detail(platformId: string): Promise<ComplaintReading>
  /** The whole history, every page. */
  history(platformId: string): Promise<EntryReading[]>
  reply(platformId: string, reply: ReplyIntent): Promise<void>
  complete(platformId: string, completion: CompletionIntent): Promise<void>
  /** Whether the payer has refused a completion since; it must have arrived then. */
  answeredSince(platformId: string, since: Date): Promise<boolean>
  /** Approving moves no money. */
  decideRefund(platformId: string, decision: RefundDecisionIntent): Promise<void>
  /** Pays back. The same number never pays twice. */
  refund(refund: RefundIntent): Promise<RefundReading>
  /** Undefined when the platform knows no refund under this number. */
  findRefund(outRefundNo: string, mchid: string): Promise<RefundReading | undefined>
  /** @returns the media id to name in a reply */
  upload(picture: { readonly fileName: string; readonly bytes: Uint8Array }): Promise<string>
  /** Writes to the payer. A second call writes twice. */
  sendMessage(platformId: string, intent: MessageIntent): Promise<void>
  /** Brings a file of a message to the platform. @returns its id there, which lives three days */
  uploadMedia(kind: MediaKind, file: { readonly bytes: Uint8Array }): Promise<string>
  /** Reports the delivery of the order. Saying it twice changes nothing. */
  reportDelivery(platformId: string, delivery: DeliveryIntent): Promise<void>
  download(url: string, limits: { readonly maxBytes: number }): Promise<PictureBytes>
  notificationUrl(): Promise<string | undefined>
  /** Sets the address unless it is set already. */
  ensureNotificationUrl(url: string): Promise<EnsureOutcome>
}

/** @throws {DeskError} `MERCHANT_UNKNOWN` */
export type Channels = (merchantId: string) => Channel
