import type { ComplaintId, Fen, Instant, MerchantId } from '../brands.ts'
import { knownNames, type NameIn, type Open } from '../open-enum.ts'

export const COMPLAINT_STATES = knownNames({ PENDING: 'PENDING', PROCESSING: 'PROCESSING', PROCESSED: 'PROCESSED' })
export type ComplaintState = NameIn<typeof COMPLAINT_STATES>

export const MEDIA_TYPES = knownNames({
  USER_COMPLAINT_IMAGE: 'USER_COMPLAINT_IMAGE',
  OPERATION_IMAGE: 'OPERATION_IMAGE',
})
export type MediaType = NameIn<typeof MEDIA_TYPES>

export const PROBLEM_TYPES = knownNames({ REFUND: 'REFUND', SERVICE_NOT_WORK: 'SERVICE_NOT_WORK', OTHERS: 'OTHERS' })
export type ProblemType = NameIn<typeof PROBLEM_TYPES>

export const USER_TAGS = knownNames({ TRUSTED: 'TRUSTED', HIGH_RISK: 'HIGH_RISK', OTHERS: 'OTHERS' })
export type UserTag = NameIn<typeof USER_TAGS>

export const SERVICE_ORDER_STATES = knownNames({ DOING: 'DOING', REVOKED: 'REVOKED', WAITPAY: 'WAITPAY', DONE: 'DONE' })
export type ServiceOrderState = NameIn<typeof SERVICE_ORDER_STATES>

export const ADDITIONAL_INFO_TYPES = knownNames({ SHARE_POWER_TYPE: 'SHARE_POWER_TYPE' })
export type AdditionalInfoType = NameIn<typeof ADDITIONAL_INFO_TYPES>

/** Pictures of one kind. The addresses need a signed request: `client.images.download`. */
export interface ComplaintMedia {
  readonly type: Open<MediaType>
  readonly urls: readonly string[]
}

/** The paid order the complaint is about; today exactly one per complaint. */
export interface ComplaintOrder {
  readonly transactionId: string
  readonly outTradeNo: string
  readonly amount: Fen
}

/** Linked pay-score order (支付分服务单). Its state is that of the moment of the complaint and never changes. */
export interface ServiceOrder {
  readonly orderId: string | undefined
  readonly outOrderNo: string | undefined
  readonly state: Open<ServiceOrderState> | undefined
}

/** Where and when a rented power bank was given back (充电宝投诉相关信息). */
export interface SharePowerInfo {
  readonly returnedAt: Instant | undefined
  readonly returnAddress:
    | {
        readonly address: string | undefined
        readonly longitude: string | undefined
        readonly latitude: string | undefined
      }
    | undefined
  readonly returnedToSameMachine: boolean | undefined
}

export interface AdditionalInfo {
  readonly type: Open<AdditionalInfoType> | undefined
  readonly sharePower: SharePowerInfo | undefined
}

/** A complaint (投诉单) as the list and the detail call return it. */
export interface Complaint {
  readonly id: ComplaintId
  readonly complainedAt: Instant
  /** The payer's own words. */
  readonly detail: string
  readonly state: Open<ComplaintState>
  /** The merchant complained about; for a partner, one of its sub-merchants. */
  readonly complaintedMerchantId: MerchantId
  /** Encrypted; `client.decrypt` opens it. */
  readonly payerPhoneCiphertext: string | undefined
  /** Only from the detail call; absent for pay-score orders. */
  readonly payerOpenId: string | undefined
  readonly orders: readonly ComplaintOrder[]
  readonly fullyRefunded: boolean
  /** A message of the payer has no answer yet. */
  readonly awaitingReply: boolean
  /** 1 and one more for every continuation. */
  readonly complaintTimes: number
  readonly media: readonly ComplaintMedia[]
  readonly problemDescription: string
  readonly problemType: Open<ProblemType> | undefined
  /** Only for refund requests. */
  readonly applyRefundAmount: Fen | undefined
  readonly userTags: readonly Open<UserTag>[]
  readonly serviceOrders: readonly ServiceOrder[]
  readonly additionalInfo: AdditionalInfo | undefined
  /** The platform's staff assists (平台协助中). */
  readonly inPlatformService: boolean
  /** The payer waits in a live chat (即时服务). */
  readonly needImmediateService: boolean
  /** The platform's own assistant leads the talk (智能体投诉). */
  readonly agentMode: boolean
  /** The JSON it was read from. */
  readonly raw: unknown
}

export interface ComplaintPage {
  readonly items: readonly Complaint[]
  readonly limit: number
  readonly offset: number
  /** Only with offset 0. */
  readonly totalCount: number | undefined
}
