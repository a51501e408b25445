import { choice, integer, object, optional, text } from '../fields/fields.ts'
import { readBody } from '../http/body.ts'
import { type Endpoint, noContent } from '../http/endpoint.ts'
import { refuse } from '../http/refusals.ts'
import { TransitionRefused } from '../platform/platform.ts'
import { visibleComplaint } from './permission.ts'
import { checkUploads, uploadedPictures } from './reply.ts'

const body = object({
  action: choice(['APPROVE', 'REJECT'], '审批动作'),
  launch_refund_day: optional(integer({ min: 0, max: 365, label: '预计发起退款时间' })),
  reject_reason: optional(text({ label: '拒绝退款原因', max: 200 })),
  reject_media_list: optional(uploadedPictures('拒绝退款的举证图片')),
  remark: optional(text({ label: '备注', max: 200 })),
})

/** 3.8 Agrees to a refund, or refuses it. Agreeing moves no money: the merchant refunds by the refund call. */
export const refundDecision: Endpoint = {
  call: 'refund-decision',
  method: 'POST',
  path: '/v3/merchant-service/complaints-v2/{complaint_id}/update-refund-progress',
  handle(context) {
    const given = readBody(context.request, body, context.services.strictness())
    if (given.action === 'REJECT') {
      if (given.reject_reason === undefined) {
        throw refuse.body('/reject_reason', '拒绝退款时，此字段为必填项', 'is required with REJECT')
      }
      if (given.launch_refund_day !== undefined) {
        throw refuse.body('/launch_refund_day', '拒绝退款时不允许传入', 'must not be sent with REJECT')
      }
    } else if (given.launch_refund_day === undefined) {
      throw refuse.body('/launch_refund_day', '同意退款时，此字段为必填项', 'is required with APPROVE')
    }
    const pictures = given.reject_media_list ?? []
    checkUploads(context, pictures, '/reject_media_list')
    const complaint = visibleComplaint(context)
    const trustedToo = context.services.switches.refundTicket === 'problem-type-and-trusted'
    if (complaint.problemType !== 'REFUND' || (trustedToo && !complaint.userTags.includes('TRUSTED'))) {
      throw refuse.notRefundTicket()
    }
    try {
      context.services.platform.act(
        complaint.id,
        given.action === 'APPROVE'
          ? { kind: 'refund-approved', launchDays: given.launch_refund_day ?? 0 }
          : { kind: 'refund-rejected', reason: given.reject_reason ?? '', pictures },
        context.now,
      )
    } catch (error) {
      throw error instanceof TransitionRefused ? refuse.decisionImpossible() : error
    }
    return noContent()
  },
}
