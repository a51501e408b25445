import type { ClickMessage, Complaint, HistoryEntry, NormalMessage, ReplyLink } from './complaint.ts'
import type { ActionType, ComplaintState, OperateType } from './vocabulary.ts'

/** Something that one of the actors did to a complaint. */
export type ComplaintEvent =
  | { readonly kind: 'filed'; readonly pictures: readonly string[] }
  | {
      readonly kind: 'merchant-replied'
      readonly text: string | null
      readonly pictures: readonly string[]
      readonly link?: ReplyLink
      readonly message?: NormalMessage
      readonly idempotentId?: string
    }
  | { readonly kind: 'payer-wrote'; readonly text: string; readonly pictures: readonly string[] }
  | { readonly kind: 'payer-clicked'; readonly click: ClickMessage }
  | { readonly kind: 'platform-wrote'; readonly text: string }
  | { readonly kind: 'platform-urged'; readonly text: string }
  | { readonly kind: 'merchant-completed' }
  | { readonly kind: 'payer-rated'; readonly score: string }
  | { readonly kind: 'payer-continued'; readonly text: string; readonly pictures: readonly string[] }
  | { readonly kind: 'refund-approved'; readonly launchDays: number }
  | { readonly kind: 'refund-rejected'; readonly reason: string; readonly pictures: readonly string[] }
  | { readonly kind: 'refund-started'; readonly amount: number }
  | { readonly kind: 'refund-arrived'; readonly amount: number }
  | { readonly kind: 'entrusted-refund' }
  | { readonly kind: 'platform-service-applied'; readonly reason: string; readonly description: string }
  | { readonly kind: 'platform-service-cancelled' }
  | { readonly kind: 'platform-service-finished' }
  | { readonly kind: 'service-order-cancelled' }
  | { readonly kind: 'service-order-completed' }

/** Why an event is impossible now. */
export type TransitionRefusal =
  | 'ALREADY_PROCESSED'
  | 'NOT_PROCESSED'
  | 'ALREADY_DECIDED'
  | 'ALREADY_REFUNDED'
  | 'ALREADY_RATED'
  | 'ALREADY_IN_PLATFORM_SERVICE'
  | 'NOT_IN_PLATFORM_SERVICE'
  | 'EXCEEDS_ORDER'

export type EntryDraft = Omit<HistoryEntry, 'logId' | 'at'>

export type Transition =
  | {
      readonly ok: true
      readonly changes: Partial<Complaint>
      readonly entries: readonly EntryDraft[]
      readonly actions: readonly ActionType[]
    }
  | { readonly ok: false; readonly refusal: TransitionRefusal }

export interface TransitionRules {
  /** Unpublished: the state of a continued complaint. */
  readonly continuedState: ComplaintState
  /** How the merchant is named in the history. */
  readonly merchantName: string
}

const PAYER = '投诉人'
const PLATFORM = '微信支付客服'
const SYSTEM = '系统'

/** What an event does to a complaint: changed fields, history entries, notifications. Pure; see spec 5.2. */
export function transition(complaint: Complaint, event: ComplaintEvent, rules: TransitionRules): Transition {
  switch (event.kind) {
    case 'filed':
      return done(
        {},
        [
          entry('USER_CREATE_COMPLAINT', PAYER, complaint.detail, { payerPictures: event.pictures }),
          entry('USER_CREATE_COMPLAINT_SYSTEM_MESSAGE', SYSTEM, '用户提交了投诉，请尽快联系用户处理'),
        ],
        ['CREATE_COMPLAINT'],
      )
    case 'merchant-replied':
      return done(
        { state: complaint.state === 'PENDING' ? 'PROCESSING' : complaint.state, awaitingReply: false },
        [
          entry('MERCHANT_RESPONSE', rules.merchantName, event.text, {
            shownPictures: event.pictures,
            ...(event.link === undefined ? {} : { link: event.link }),
            ...(event.message === undefined ? {} : { message: event.message }),
            ...(event.idempotentId === undefined ? {} : { idempotentId: event.idempotentId }),
          }),
        ],
        ['MERCHANT_RESPONSE'],
      )
    case 'payer-wrote':
      if (complaint.state === 'PROCESSED') return refused('ALREADY_PROCESSED')
      return done(
        { awaitingReply: true },
        [entry('USER_RESPONSE', PAYER, event.text, { payerPictures: event.pictures })],
        ['USER_RESPONSE'],
      )
    case 'payer-clicked':
      return done(
        { awaitingReply: true },
        [entry('USER_CLICK_RESPONSE', PAYER, null, { click: event.click })],
        ['USER_RESPONSE'],
      )
    case 'platform-wrote':
      return done({}, [entry('PLATFORM_RESPONSE', PLATFORM, event.text)], ['RESPONSE_BY_PLATFORM'])
    case 'platform-urged':
      return done({}, [entry('PLATFORM_HELP_APPLICATION', PLATFORM, event.text)], ['RESPONSE_BY_PLATFORM'])
    case 'merchant-completed':
      if (complaint.state === 'PROCESSED') return refused('ALREADY_PROCESSED')
      return done(
        { state: 'PROCESSED', surveyed: false },
        [entry('MERCHANT_CONFIRM_COMPLETE', rules.merchantName, '商户已反馈处理完成')],
        ['MERCHANT_CONFIRM_COMPLETE'],
      )
    case 'payer-rated':
      if (complaint.state !== 'PROCESSED') return refused('NOT_PROCESSED')
      if (complaint.surveyed) return refused('ALREADY_RATED')
      return done({ surveyed: true }, [entry('USER_SUBMIT_SATISFACTION', PAYER, event.score)], [])
    case 'payer-continued':
      if (complaint.state !== 'PROCESSED') return refused('NOT_PROCESSED')
      return done(
        {
          state: rules.continuedState,
          complaintTimes: complaint.complaintTimes + 1,
          pictures: [...complaint.pictures, ...event.pictures],
        },
        [
          entry('USER_CONTINUE_COMPLAINT', PAYER, event.text, { payerPictures: event.pictures }),
          entry('USER_CONTINUE_COMPLAINT_SYSTEM_MESSAGE', SYSTEM, '用户继续投诉，请尽快联系用户处理'),
        ],
        ['CONTINUE_COMPLAINT'],
      )
    default:
      return refundOrPlatform(complaint, event, rules)
  }
}

type LaterEvent = Exclude<
  ComplaintEvent,
  {
    kind:
      | 'filed'
      | 'merchant-replied'
      | 'payer-wrote'
      | 'payer-clicked'
      | 'platform-wrote'
      | 'platform-urged'
      | 'merchant-completed'
      | 'payer-rated'
      | 'payer-continued'
  }
>

function refundOrPlatform(complaint: Complaint, event: LaterEvent, rules: TransitionRules): Transition {
  switch (event.kind) {
    case 'refund-approved': {
      const refusal = decisionRefusal(complaint)
      if (refusal !== undefined) return refused(refusal)
      const words = event.launchDays === 0 ? '商户同意退款' : `商户同意退款，将于${event.launchDays}个工作日内发起`
      return done(
        { state: 'PROCESSING', refundDecision: 'APPROVE' },
        [entry('MERCHANT_APPROVE_REFUND', rules.merchantName, words)],
        ['MERCHANT_APPROVE_REFUND'],
      )
    }
    case 'refund-rejected': {
      const refusal = decisionRefusal(complaint)
      if (refusal !== undefined) return refused(refusal)
      return done(
        { state: 'PROCESSED', refundDecision: 'REJECT', surveyed: false },
        [entry('MERCHANT_REFUSE_RERUND', rules.merchantName, event.reason, { shownPictures: event.pictures })],
        ['MERCHANT_REJECT_REFUND'],
      )
    }
    case 'refund-started': {
      const refundedAmount = complaint.refundedAmount + event.amount
      if (refundedAmount > complaint.order.amount) return refused('EXCEEDS_ORDER')
      if (refundedAmount < complaint.order.amount) {
        return done(
          { refundedAmount },
          [entry('COMPLAINT_PARTIAL_REFUNDED_SYSTEM_MESSAGE', SYSTEM, `商户发起部分退款${yuan(event.amount)}元`)],
          [],
        )
      }
      return done(
        { refundedAmount, fullyRefunded: true },
        [entry('COMPLAINT_FULL_REFUNDED_SYSTEM_MESSAGE', SYSTEM, '商户已发起全额退款')],
        ['SELLER_REFUND'],
      )
    }
    case 'refund-arrived': {
      const settles = complaint.problemType === 'REFUND' && complaint.refundDecision === 'APPROVE'
      return done(
        settles ? { state: 'PROCESSED', surveyed: false } : {},
        [entry('COMPLAINT_REFUND_RECEIVED_SYSTEM_MESSAGE', SYSTEM, `退款${yuan(event.amount)}元已到账`)],
        complaint.problemType === 'REFUND' ? ['REFUND_SUCCESS'] : [],
      )
    }
    case 'entrusted-refund':
      if (complaint.fullyRefunded) return refused('ALREADY_REFUNDED')
      return done(
        { refundedAmount: complaint.order.amount, fullyRefunded: true },
        [entry('COMPLAINT_ENTRUSTED_REFUND_SYSTEM_MESSAGE', SYSTEM, '商户超时未处理，平台已受托退款')],
        [],
      )
    case 'platform-service-applied':
      if (complaint.inPlatformService) return refused('ALREADY_IN_PLATFORM_SERVICE')
      return done(
        { inPlatformService: true },
        [
          entry('USER_APPLY_PLATFORM_SERVICE', PAYER, null, {
            platformServiceReason: event.reason,
            platformServiceDescription: event.description,
          }),
        ],
        ['USER_APPLY_PLATFORM_SERVICE'],
      )
    case 'platform-service-cancelled':
      if (!complaint.inPlatformService) return refused('NOT_IN_PLATFORM_SERVICE')
      return done(
        { inPlatformService: false },
        [entry('USER_CANCEL_PLATFORM_SERVICE', PAYER, null)],
        ['USER_CANCEL_PLATFORM_SERVICE'],
      )
    case 'platform-service-finished':
      if (!complaint.inPlatformService) return refused('NOT_IN_PLATFORM_SERVICE')
      return done(
        { inPlatformService: false },
        [entry('PLATFORM_SERVICE_FINISHED', PLATFORM, '平台协助已结束')],
        ['PLATFORM_SERVICE_FINISHED'],
      )
    case 'service-order-cancelled':
      return done({}, [entry('SERVICE_ORDER_CANCEL', SYSTEM, '服务订单已取消')], [])
    default:
      return done({}, [entry('SERVICE_ORDER_COMPLETE', SYSTEM, '服务订单已完成')], [])
  }
}

function decisionRefusal(complaint: Complaint): TransitionRefusal | undefined {
  if (complaint.refundDecision !== null) return 'ALREADY_DECIDED'
  if (complaint.fullyRefunded) return 'ALREADY_REFUNDED'
  if (complaint.state === 'PROCESSED') return 'ALREADY_PROCESSED'
  return undefined
}

const yuan = (fen: number): string => (fen / 100).toFixed(2)

const refused = (refusal: TransitionRefusal): Transition => ({ ok: false, refusal })

const done = (
  changes: Partial<Complaint>,
  entries: readonly EntryDraft[],
  actions: readonly ActionType[],
): Transition => ({ ok: true, changes, entries, actions })

const entry = (
  type: OperateType,
  operator: string,
  details: string | null,
  more: Partial<Omit<EntryDraft, 'type' | 'operator' | 'details'>> = {},
): EntryDraft => ({ type, operator, details, payerPictures: [], shownPictures: [], ...more })
