import type { ReplyWindow } from '@redress/wechatpay'

/** Why nothing can be sent to a payer now. */
export interface WindowProblem {
  readonly code: 'REPLY_WINDOW_CLOSED' | 'REPLY_COUNT_USED_UP'
  readonly message: string
  readonly remedy: string
}

const reasons: Readonly<Record<Extract<ReplyWindow, { open: false }>['reason'], string>> = {
  'never-opened': 'The payer has done nothing yet that lets the account write to them.',
  expired: "The time to answer the payer's last act has passed.",
  'count-used-up': "The messages that the payer's last act allowed are used up.",
  unsubscribed: 'The payer does not follow the account any more.',
}

/** Undefined while the account may write to the payer. */
export function windowProblem(window: ReplyWindow): WindowProblem | undefined {
  if (window.open) return undefined
  return {
    code: window.errcode === 45047 ? 'REPLY_COUNT_USED_UP' : 'REPLY_WINDOW_CLOSED',
    message: `${reasons[window.reason]} The platform would refuse with ${window.errcode}.`,
    remedy: 'Wait until the payer writes again, or reach them another way.',
  }
}
