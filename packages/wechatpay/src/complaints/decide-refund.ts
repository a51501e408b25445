import type { ComplaintMediaId } from '../brands.ts'
import { checkImages, checkInteger, checkText, refuseArgument } from '../checks/arguments.ts'
import { jsonBody, type UnsignedRequest } from '../transport/request.ts'
import { complaintPath } from './detail.ts'

/**
 * Answer to a refund request. Approving moves no money: call `client.refunds.create` afterwards; the complaint is
 * settled when that refund arrives.
 */
export type RefundDecision =
  | {
      readonly decision: 'approve'
      /** Working days until the refund is started; 0 is today. */
      readonly launchRefundDay: number
      /** At most 200 characters, for the platform's staff. */
      readonly remark?: string | undefined
    }
  | {
      readonly decision: 'reject'
      /** 1 to 200 characters, shown to the payer. */
      readonly reason: string
      /** At most 4. */
      readonly images?: readonly ComplaintMediaId[] | undefined
      readonly remark?: string | undefined
    }

/**
 * Builds the refund decision (更新退款审批结果), unsigned.
 * @throws {ProtocolError} `ARGUMENT_INVALID`
 * @see docs/sdk/sources.md#refund-decision
 */
export const buildRefundDecision = (complaintId: string, decision: RefundDecision): UnsignedRequest => ({
  call: 'refund-decision',
  method: 'POST',
  path: `${complaintPath(complaintId)}/update-refund-progress`,
  effect: 'write',
  body: jsonBody(decisionToWire(decision)),
})

function decisionToWire(decision: RefundDecision): Record<string, unknown> {
  const remark = decision.remark === undefined ? undefined : checkText(decision.remark, 'remark', { max: 200 })
  switch (decision.decision) {
    case 'approve':
      return {
        action: 'APPROVE',
        launch_refund_day: checkInteger(decision.launchRefundDay, 'launchRefundDay', 0, 365),
        remark,
      }
    case 'reject':
      return {
        action: 'REJECT',
        reject_reason: checkText(decision.reason, 'reason', { max: 200 }),
        reject_media_list: checkImages(decision.images, 'images'),
        remark,
      }
    default:
      return refuseArgument('decision', 'must be approve or reject')
  }
}
