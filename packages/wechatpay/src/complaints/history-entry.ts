import type { Instant, LogId } from '../brands.ts'
import { knownNames, type NameIn, type Open } from '../open-enum.ts'
import type { ComplaintMedia } from './complaint.ts'
import type { ImmediateMessage } from './message.ts'

/** What was done. Wire spelling, slips of the platform included, to clean name. The last three are withdrawn values. */
export const HISTORY_ACTIONS = knownNames({
  USER_CREATE_COMPLAINT: 'USER_CREATE_COMPLAINT',
  USER_CONTINUE_COMPLAINT: 'USER_CONTINUE_COMPLAINT',
  USER_RESPONSE: 'USER_RESPONSE',
  USER_CLICK_RESPONSE: 'USER_CLICK_RESPONSE',
  PLATFORM_RESPONSE: 'PLATFORM_RESPONSE',
  MERCHANT_RESPONSE: 'MERCHANT_RESPONSE',
  MERCHANT_CONFIRM_COMPLETE: 'MERCHANT_CONFIRM_COMPLETE',
  USER_CREATE_COMPLAINT_SYSTEM_MESSAGE: 'USER_CREATE_COMPLAINT_SYSTEM_MESSAGE',
  USER_CONTINUE_COMPLAINT_SYSTEM_MESSAGE: 'USER_CONTINUE_COMPLAINT_SYSTEM_MESSAGE',
  COMPLAINT_FULL_REFUNDED_SYSTEM_MESSAGE: 'COMPLAINT_FULL_REFUNDED_SYSTEM_MESSAGE',
  COMPLAINT_PARTIAL_REFUNDED_SYSTEM_MESSAGE: 'COMPLAINT_PARTIAL_REFUNDED_SYSTEM_MESSAGE',
  COMPLAINT_REFUND_RECEIVED_SYSTEM_MESSAGE: 'COMPLAINT_REFUND_RECEIVED_SYSTEM_MESSAGE',
  COMPLAINT_ENTRUSTED_REFUND_SYSTEM_MESSAGE: 'COMPLAINT_ENTRUSTED_REFUND_SYSTEM_MESSAGE',
  USER_REVOKE_COMPLAINT: 'USER_REVOKE_COMPLAINT',
  USER_COMFIRM_COMPLAINT: 'USER_CONFIRM_COMPLAINT',
  USER_CONFIRM_COMPLAINT: 'USER_CONFIRM_COMPLAINT',
  PLATFORM_HELP_APPLICATION: 'PLATFORM_HELP_APPLICATION',
  USER_APPLY_PLATFORM_HELP: 'USER_APPLY_PLATFORM_HELP',
  MERCHANT_APPROVE_REFUND: 'MERCHANT_APPROVE_REFUND',
  MERCHANT_REFUSE_RERUND: 'MERCHANT_REFUSE_REFUND',
  MERCHANT_REFUSE_REFUND: 'MERCHANT_REFUSE_REFUND',
  USER_SUBMIT_SATISFACTION: 'USER_SUBMIT_SATISFACTION',
  SERVICE_ORDER_CANCEL: 'SERVICE_ORDER_CANCEL',
  SERVICE_ORDER_COMPLETE: 'SERVICE_ORDER_COMPLETE',
  USER_APPLY_PLATFORM_SERVICE: 'USER_APPLY_PLATFORM_SERVICE',
  USER_APPLY_PLATFORM_SERIVCE: 'USER_APPLY_PLATFORM_SERVICE',
  USER_CANCEL_PLATFORM_SERVICE: 'USER_CANCEL_PLATFORM_SERVICE',
  PLATFORM_SERVICE_FINISHED: 'PLATFORM_SERVICE_FINISHED',
  COMPLAINT_FULL_REFUNDED: 'COMPLAINT_FULL_REFUNDED',
  MERCHANT_CONFIRM_COMPLETE_SYSTEM_MESSAGE: 'MERCHANT_CONFIRM_COMPLETE_SYSTEM_MESSAGE',
  SERVICE_ORDER_WAIT_USER_PAY: 'SERVICE_ORDER_WAIT_USER_PAY',
})

export type HistoryAction = NameIn<typeof HISTORY_ACTIONS>

/** The payer clicked an element of an earlier message. */
export interface HistoryClick {
  readonly content: string | undefined
  /** `action_id` the merchant gave to the element. */
  readonly actionId: string | undefined
  /** Entry of the message that was clicked. */
  readonly clickedLogId: LogId | undefined
}

/** One entry of the negotiation history (投诉协商历史, spec 3.3). */
export interface HistoryEntry {
  readonly logId: LogId
  /** Display name of the actor, free text. Take the side from `action`. */
  readonly operator: string
  readonly operatedAt: Instant
  readonly action: Open<HistoryAction>
  /** `operate_type` exactly as sent. */
  readonly wireAction: string
  readonly details: string | undefined
  /** Pictures of merchant and platform; plain addresses, valid for about an hour. */
  readonly imageUrls: readonly string[]
  /** Pictures of the payer and of operations; need a signed request. */
  readonly media: readonly ComplaintMedia[]
  readonly platformServiceReason: string | undefined
  readonly platformServiceDescription: string | undefined
  readonly message: ImmediateMessage | undefined
  readonly click: HistoryClick | undefined
  readonly raw: unknown
}

export interface HistoryPage {
  readonly items: readonly HistoryEntry[]
  readonly limit: number
  readonly offset: number
  /** Only with offset 0. */
  readonly totalCount: number | undefined
}
