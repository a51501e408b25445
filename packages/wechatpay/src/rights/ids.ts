import { type Branded, branded } from '../brands.ts'
import { ProtocolError } from '../errors.ts'

/** Number of a rights ticket (投诉单号): an unsigned 64-bit number as decimal text. Never a JavaScript number. */
export type FeedbackId = Branded<'FeedbackId'>

const MAX_FEEDBACK_ID = 2n ** 64n - 1n

/** @throws {ProtocolError} `ARGUMENT_INVALID` */
export function parseFeedbackId(text: string): FeedbackId {
  if (!isFeedbackId(text))
    throw new ProtocolError('ARGUMENT_INVALID', 'feedbackId: expected an unsigned 64-bit number as text', {
      field: 'feedbackId',
    })
  return branded('FeedbackId', text)
}

export const isFeedbackId = (text: string): boolean => /^\d{1,20}$/.test(text) && BigInt(text) <= MAX_FEEDBACK_ID
