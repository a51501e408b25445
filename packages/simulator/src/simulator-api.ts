import type { OfficialAccountsApi } from './official-account/api.ts'
import type { KeyMode, MerchantOptions } from './options.ts'
import type { RightsApi } from './rights/api.ts'
import type { Scenario } from './scenarios/scenario.ts'
import type { Switches } from './switches.ts'

/** A merchant as `GET /_sim/merchants` lists it. */
export interface MerchantSummary {
  readonly mchid: string
  readonly name: string
  readonly partnerMchid: string | null
  readonly keyMode: KeyMode
  readonly algorithm: 'RSA' | 'SM2'
}

/** All that a merchant's own software needs to call the platform. Keys are PEM text. */
export interface MerchantCredentials {
  readonly mchid: string
  readonly serialNo: string
  readonly privateKey: string
  readonly certificate: string
  readonly apiV3Key: string
  readonly platform: {
    readonly certificates: readonly { readonly serialNo: string; readonly certificate: string }[]
    readonly publicKey: { readonly id: string; readonly pem: string } | null
  }
}

/** A picture as bytes or as Base64 text: jpg, png or bmp, at most 2 MB. */
export type PictureInput = string | Uint8Array

export type ProblemType = 'REFUND' | 'SERVICE_NOT_WORK' | 'OTHERS'

export interface FileComplaintInput {
  readonly mchid: string
  /** The payer's words, at most 300 characters. */
  readonly detail: string
  /** Defaults to `OTHERS`. */
  readonly problemType?: ProblemType
  /** Title of the help entry that the payer came through. */
  readonly problemDescription?: string
  /** Order amount in fen; defaults to a made-up sum. */
  readonly amount?: number
  /** Fen; only for `REFUND`, defaults to the whole order. */
  readonly applyRefundAmount?: number
  readonly userTags?: readonly string[]
  readonly payerPhone?: string
  /** Id of a payer of the phone page; defaults to the first. */
  readonly payerId?: string
  readonly images?: readonly PictureInput[]
  readonly needImmediateService?: boolean
  /** The platform's own assistant is talking. */
  readonly agentMode?: boolean
  readonly serviceOrders?: readonly {
    readonly orderId: string
    readonly outOrderNo: string
    readonly state: 'DOING' | 'REVOKED' | 'WAITPAY' | 'DONE'
  }[]
  /** Details of a rented power bank. */
  readonly powerBank?: {
    readonly returnTime: string
    readonly returnAddress: string
    readonly longitude: string
    readonly latitude: string
    readonly returnedToSameMachine: boolean
  }
  /** An order of this payer at this merchant; defaults to a new one. A second complaint on it continues the first. */
  readonly transactionId?: string
  /** When it was filed; defaults to now. */
  readonly at?: Date
}

export interface FiledComplaint {
  readonly complaintId: string
  readonly transactionId: string
  readonly outTradeNo: string
}

export interface MessageInput {
  readonly content: string
  readonly images?: readonly PictureInput[]
}

export interface HistoryView {
  readonly logId: string
  readonly operateType: string
  readonly operator: string
  readonly content: string | null
  /** RFC 3339 with offset. */
  readonly time: string
  /** Ids of pictures. */
  readonly images: readonly string[]
}

/** A complaint as the control interface shows it; history is oldest first. */
export interface ComplaintView {
  readonly complaintId: string
  readonly mchid: string
  readonly state: 'PENDING' | 'PROCESSING' | 'PROCESSED'
  readonly detail: string
  readonly problemType: ProblemType
  readonly problemDescription: string
  readonly complaintTime: string
  readonly transactionId: string
  readonly outTradeNo: string
  readonly amount: number
  readonly applyRefundAmount: number | null
  readonly payerId: string
  readonly userComplaintTimes: number
  readonly awaitingReply: boolean
  readonly fullyRefunded: boolean
  readonly inPlatformService: boolean
  readonly needImmediateService: boolean
  readonly agentMode: boolean
  readonly refundDecision: 'APPROVE' | 'REJECT' | null
  readonly refundedAmount: number
  readonly userTags: readonly string[]
  readonly images: readonly string[]
  readonly history: readonly HistoryView[]
}

export interface FaultInput {
  readonly kind: FaultKind
  readonly mchid?: string
  readonly call?: CallName
  /** How often it strikes; without it, until it is removed. */
  readonly count?: number
  /** 0 to 1; without it, always. */
  readonly probability?: number
  readonly delayMs?: number
}

export type FaultKind =
  | 'latency'
  | 'hang'
  | 'reset'
  | 'half-open'
  | 'http-500'
  | 'http-502-html'
  | 'http-429'
  | 'wrong-signature'
  | 'unknown-serial'
  | 'stale-clock'
  | 'truncated-body'
  | 'signtest'
  | 'drop-answer-after-commit'
  | 'notification-lost'
  | 'notification-duplicated'
  | 'notification-delayed'
  | 'result-too-large'
  | 'unknown-enum'
  | 'object-or-array'
  | 'pages-shifting'
  | 'not-repliable'
  | 'system-busy'
  | 'quota-used-up'
  | 'token-revoked'
  | 'xml-doctype'
  | 'xml-variant'

export type CallName =
  | 'list'
  | 'detail'
  | 'history'
  | 'reply'
  | 'reply-immediate'
  | 'complete'
  | 'refund-decision'
  | 'upload'
  | 'download'
  | 'notifications'
  | 'certificates'
  | 'echo'
  | 'refund'
  | 'token'
  | 'message'
  | 'feedback-update'
  | 'delivery'
  | 'callback'

export interface FaultView extends FaultInput {
  readonly id: string
  /** How often it has struck. */
  readonly hits: number
}

export interface RequestView {
  readonly id: string
  readonly at: string
  readonly method: string
  readonly path: string
  readonly call: string | null
  readonly mchid: string | null
  readonly status: number | null
  readonly code: string | null
  readonly reason: string | null
  readonly requestId: string
  readonly durationMs: number
  /** The text whose signature was checked, its first 16 KiB. */
  readonly signedMessage: string | null
  /** Bytes of the whole text when it was cut; null when it is all there. */
  readonly signedMessageCutFrom: number | null
  readonly fault: string | null
}

export interface DeliveryAttempt {
  readonly at: string
  readonly status: number | null
  readonly latencyMs: number
  readonly error: string | null
}

export interface DeliveryView {
  /** The notification id, the same in every attempt. */
  readonly id: string
  readonly mchid: string
  readonly url: string
  readonly complaintId: string | null
  readonly eventType: string
  readonly actionType: string
  readonly state: 'scheduled' | 'delivered' | 'abandoned'
  readonly createdAt: string
  readonly nextAttemptAt: string | null
  readonly attempts: readonly DeliveryAttempt[]
}

/** A running simulator. Every method that changes something has taken effect when it resolves. */
export interface Simulator extends AsyncDisposable {
  readonly url: string
  readonly seed: string
  now(): Date
  merchants(): readonly MerchantSummary[]
  addMerchant(merchant: MerchantOptions): MerchantSummary
  credentials(mchid: string): MerchantCredentials
  fileComplaint(input: FileComplaintInput): Promise<FiledComplaint>
  addMessage(complaintId: string, message: MessageInput): Promise<{ logId: string }>
  continueComplaint(complaintId: string, message?: Partial<MessageInput>): Promise<{ logId: string }>
  /** Clicks an element of a block message. */
  click(complaintId: string, click: { readonly logId: string; readonly actionId: string }): Promise<{ logId: string }>
  /** Refunds on their way arrive now. */
  refundArrived(complaintId: string): Promise<void>
  /** The payer asks for the platform's help or takes that back, or the platform ends it. */
  platformService(
    complaintId: string,
    what?: { readonly action?: 'apply' | 'cancel' | 'finish'; readonly reason?: string; readonly description?: string },
  ): Promise<{ logId: string }>
  /** The platform's staff writes, or urges the merchant. */
  platformMessage(
    complaintId: string,
    message: { readonly content: string; readonly urge?: boolean },
  ): Promise<{ logId: string }>
  /** The payer rates the outcome, 1 to 5. */
  satisfaction(complaintId: string, rating: { readonly score: number }): Promise<{ logId: string }>
  /** A linked service order ends. */
  serviceOrder(complaintId: string, outcome: 'cancelled' | 'completed'): Promise<{ logId: string }>
  /** Flags of a ticket that the platform decides on. */
  setFlags(
    complaintId: string,
    flags: { readonly agentMode?: boolean; readonly needImmediateService?: boolean },
  ): Promise<void>
  /** The authority that issued every certificate here, PEM. */
  authority(): string
  /** Starts, goes on with or ends a merchant's move from certificate to public key. */
  setKeyMode(mchid: string, keyMode: KeyMode): MerchantSummary
  /** The next platform certificate becomes available; signing moves to it between day 5 and day 10 from now. */
  rotateCertificate(): { serialNo: string }
  /** The library of named scenarios. */
  scenarios(): readonly { readonly name: string; readonly description: string }[]
  /** Lets a scenario happen: one of the library by name, or one of your own. */
  playScenario(scenario: string | Scenario): Promise<{ readonly complaints: number }>
  switches(): Readonly<Switches>
  setSwitches(change: Partial<Switches>): Readonly<Switches>
  complaint(complaintId: string): ComplaintView
  complaints(): readonly ComplaintView[]
  /** Moves the clock (`"20h"`, `"3m30s"`, `"2d"`) and runs everything that falls due, in order. */
  advance(duration: string): Promise<Date>
  setClock(to: Date): Promise<Date>
  /** Platform seconds per wall second; 1 is real time, 0 stands still. */
  setClockRate(rate: number): void
  /** Resolves when no notification is on its way and nothing is due. */
  settled(): Promise<void>
  addFault(fault: FaultInput): { id: string }
  /** Removes one fault. @throws SimulatorError `FAULT_UNKNOWN` */
  removeFault(id: string): void
  clearFaults(): void
  faults(): readonly FaultView[]
  /** The most recent requests, oldest first. */
  requests(): readonly RequestView[]
  deliveries(): readonly DeliveryView[]
  redeliver(deliveryId: string): Promise<DeliveryAttempt>
  notificationUrl(mchid: string): string | null
  readonly officialAccounts: OfficialAccountsApi
  readonly rights: RightsApi
  /** Back to the first moment: complaints, addresses, faults and logs are gone, merchants and keys stay. */
  reset(): Promise<void>
  close(): Promise<void>
}
