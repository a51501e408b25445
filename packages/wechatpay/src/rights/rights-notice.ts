import type { Instant } from '../brands.ts'
import type { AppId, OpenId } from '../official-account/ids.ts'
import type { Open } from '../open-enum.ts'
import type { FeedbackId } from './ids.ts'

/** What the payer did. Wire spelling to clean name. */
export const RIGHTS_NOTICE_KINDS = {
  request: 'REQUEST',
  confirm: 'CONFIRM',
  reject: 'REJECT',
} as const

export type RightsNoticeKind = (typeof RIGHTS_NOTICE_KINDS)[keyof typeof RIGHTS_NOTICE_KINDS]

/**
 * A rights notification (维权通知, `payfeedback`), proved and read. The signature covers `appId`, `openId` and `sentAt`
 * only: whoever saw one notification can change everything else, so a confirmation is a hint and never moves money.
 */
export interface RightsNotice {
  readonly kind: Open<RightsNoticeKind>
  /** `MsgType` exactly as sent. */
  readonly wireKind: string
  readonly feedbackId: FeedbackId
  readonly appId: AppId
  readonly openId: OpenId
  readonly sentAt: Instant
  /** `TransId`; in requests only. */
  readonly transactionId: string | undefined
  /** Free text: merchants add reasons of their own. */
  readonly reason: string | undefined
  /** What the payer wishes; free text, in requests only. */
  readonly solution: string | undefined
  /** Remark and phone number in one text. Personal data: keep it out of logs. */
  readonly remark: string | undefined
  /** At most 5, unsigned: pass each through {@link allowedPictureUrl} before fetching it. */
  readonly pictureUrls: readonly string[]
  /** The same for every delivery of one notification. */
  readonly deduplicationKey: string
}

/** Bodies to answer with, status 200, `text/plain`, nothing before or behind. */
export const RIGHTS_ANSWER = { accepted: 'success', refused: 'fail' } as const
