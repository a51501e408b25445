import type { ProblemType } from '../simulator-api.ts'
import type { ComplaintState, OperateType } from './vocabulary.ts'

/** One order; today a complaint has exactly one. */
export interface Order {
  readonly transactionId: string
  readonly outTradeNo: string
  /** Fen. */
  readonly amount: number
}

export interface HistoryEntry {
  readonly logId: string
  readonly operator: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly type: OperateType
  readonly details: string | null
  /** Pictures of the payer, fetched by a signed request. */
  readonly payerPictures: readonly string[]
  /** Pictures of merchant or platform, shown as plain links that live an hour. */
  readonly shownPictures: readonly string[]
  readonly platformServiceReason?: string
  readonly platformServiceDescription?: string
  readonly link?: ReplyLink
  readonly message?: NormalMessage
  readonly click?: ClickMessage
  /** The caller's own id of an immediate reply; the same one is taken once. */
  readonly idempotentId?: string
}

export interface ReplyLink {
  readonly text: string
  readonly url?: string
  readonly miniProgram?: { readonly appid: string; readonly path: string }
}

/** The block message of the immediate service, kept as the merchant sent it. */
export type NormalMessage = Readonly<Record<string, unknown>>

export interface ClickMessage {
  readonly content: string
  readonly actionId: string
  readonly clickedLogId: string
}

export interface ServiceOrder {
  readonly orderId: string
  readonly outOrderNo: string
  readonly state: 'DOING' | 'REVOKED' | 'WAITPAY' | 'DONE'
}

export interface PowerBankDetails {
  readonly returnTime: string
  readonly returnAddress: string
  readonly longitude: string
  readonly latitude: string
  readonly returnedToSameMachine: boolean
}

/** A complaint as the platform keeps it. A value: every change makes a new one. */
export interface Complaint {
  readonly id: string
  readonly mchid: string
  /** Milliseconds since 1970. */
  readonly filedAt: number
  readonly detail: string
  readonly state: ComplaintState
  readonly payerId: string
  readonly payerOpenId: string
  readonly payerPhone: string | null
  readonly order: Order
  readonly problemType: ProblemType
  readonly problemDescription: string
  readonly applyRefundAmount: number | null
  readonly userTags: readonly string[]
  readonly pictures: readonly string[]
  readonly refundDecision: 'APPROVE' | 'REJECT' | null
  /** Fen refunded so far; started counts. */
  readonly refundedAmount: number
  readonly fullyRefunded: boolean
  readonly awaitingReply: boolean
  readonly complaintTimes: number
  readonly inPlatformService: boolean
  readonly needImmediateService: boolean
  readonly agentMode: boolean
  readonly surveyed: boolean
  readonly serviceOrders: readonly ServiceOrder[]
  readonly powerBank: PowerBankDetails | null
  /** Oldest first. */
  readonly history: readonly HistoryEntry[]
}
