import type { RefundDecision, StoredPicture } from '../api/types.ts'
import { fenFromYuan } from '../format/money.ts'
import { judgeReply } from '../reply/reply-text.ts'

/** Most characters of a rejection's reason, counted in code points. */
export const REASON_LIMIT = 200
/** Working days that may be promised until the refund is started. */
export const LAUNCH_DAYS = [0, 1, 2, 3, 5, 7] as const

/** The dialog as it stands on the screen: yuan as typed. */
export interface RefundForm {
  readonly decision: 'approve' | 'reject'
  readonly amount: string
  readonly launchRefundDay: number
  readonly reason: string
}

export type AmountProblem = 'notMoney' | 'zero' | 'aboveOrder'

/** Judges a sum as typed, in yuan, against the most that may be refunded, in fen. */
export function judgeAmount(text: string, maxAmount: number): AmountProblem | undefined {
  const fen = fenFromYuan(text)
  if (fen === undefined) return 'notMoney'
  if (fen < 1) return 'zero'
  return fen > maxAmount ? 'aboveOrder' : undefined
}

export type ReasonProblem = 'blank' | 'over' | 'refused'

export function judgeReason(text: string): ReasonProblem | undefined {
  const { blank, length, refused } = judgeReply(text)
  if (blank) return 'blank'
  if (length > REASON_LIMIT) return 'over'
  return refused.length > 0 ? 'refused' : undefined
}

/** Turns the judged form into what the desk takes. Fields of the other choice are left out. */
export function decisionFromForm(form: RefundForm, pictures: readonly StoredPicture[]): RefundDecision {
  if (form.decision === 'reject') {
    return { decision: 'reject', reason: form.reason.trim(), images: pictures.map((picture) => picture.mediaKey) }
  }
  const amount = fenFromYuan(form.amount)
  return {
    decision: 'approve',
    launchRefundDay: form.launchRefundDay,
    ...(amount === undefined ? {} : { amount }),
  }
}
