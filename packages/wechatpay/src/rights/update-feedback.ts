import { parseOpenId } from '../official-account/ids.ts'
import { errcodeOf } from '../official-account/transport/answer.ts'
import type { ApiRequest } from '../official-account/transport/send-api.ts'
import { parseFeedbackId } from './ids.ts'

export interface RightsTicket {
  readonly feedbackId: string
  /** The payer who filed it. */
  readonly openId: string
}

/**
 * - `marked`: the platform now asks the payer.
 * - `already-changed`: it was marked or closed before, by an earlier attempt or elsewhere.
 */
export type MarkOutcome = 'marked' | 'already-changed'

const FEEDBACK_ALREADY_CHANGED = 49302

/**
 * Marks a ticket as handled (updatefeedback). There is no way back, and no field for a result: call it only once what was
 * agreed has been carried out.
 * @throws {ProtocolError} `ARGUMENT_INVALID`
 * @see docs/sources-rights-v16.md#update-feedback (spec legacy-v16 3)
 */
export const buildUpdateFeedback = (ticket: RightsTicket): ApiRequest => ({
  method: 'GET',
  path: '/payfeedback/update',
  query: { openid: parseOpenId(ticket.openId), feedbackid: parseFeedbackId(ticket.feedbackId) },
  effect: 'idempotent',
})

/** Turns the refusal of a ticket that was changed before into an outcome; throws every other error on. */
export function outcomeOfRefusal(error: unknown): MarkOutcome {
  if (errcodeOf(error) === FEEDBACK_ALREADY_CHANGED) return 'already-changed'
  throw error
}
