import { branded, type LogId } from '../brands.ts'
import { checkMerchantId, checkText } from '../checks/arguments.ts'
import { RecordReader } from '../reading/record-reader.ts'
import { jsonBody, type UnsignedRequest } from '../transport/request.ts'
import { complaintPath } from './detail.ts'
import { type ImmediateMessageDraft, messageToWire } from './message-builder.ts'

export interface ImmediateReply {
  readonly complaintedMerchantId: string
  readonly message: ImmediateMessageDraft
  /** 1 to 128 characters. The same id acts once; made when absent. */
  readonly idempotentId?: string | undefined
}

export interface ImmediateReplyReceipt {
  /** Entry of the negotiation history. */
  readonly logId: LogId
  /** The id that was sent; keep it to repeat the call safely. */
  readonly idempotentId: string
}

/**
 * Builds a reply to a payer who waits in the live chat, unsigned. Only for complaints with `needImmediateService`.
 * @see docs/sdk/sources.md#reply-immediately
 */
export const buildImmediateReply = (
  complaintId: string,
  reply: ImmediateReply,
  idempotentId: string,
): UnsignedRequest => ({
  call: 'reply-immediate',
  method: 'POST',
  path: `${complaintPath(complaintId)}/response-immediate-service`,
  effect: 'idempotent',
  body: jsonBody({
    complainted_mchid: checkMerchantId(reply.complaintedMerchantId, 'complaintedMerchantId'),
    message: messageToWire(reply.message),
    idempotent_id: checkText(idempotentId, 'idempotentId', { max: 128 }),
  }),
})

export const readImmediateReplyAnswer = (json: unknown, idempotentId: string): ImmediateReplyReceipt => ({
  logId: branded('LogId', new RecordReader(json, '', { shape: 'reply-immediate', onDrift: undefined }).id('log_id')),
  idempotentId,
})
