import { object, text } from '../fields/fields.ts'
import { readBody } from '../http/body.ts'
import { type Endpoint, json } from '../http/endpoint.ts'
import { refuse } from '../http/refusals.ts'
import { normalMessage, picturesOf } from './normal-message.ts'
import { writableComplaint } from './permission.ts'
import { act, checkUploads, complaintedMchid } from './reply.ts'

const body = object({
  complainted_mchid: complaintedMchid,
  message: normalMessage,
  idempotent_id: text({ label: '幂等ID', max: 128 }),
})

/** 3.7 A block message to a payer who waits live. The same `idempotent_id` is taken once. */
export const immediateService: Endpoint = {
  call: 'reply-immediate',
  method: 'POST',
  path: '/v3/merchant-service/complaints-v2/{complaint_id}/response-immediate-service',
  handle(context) {
    const given = readBody(context.request, body, context.services.strictness())
    for (const { id, index } of picturesOf(given.message)) {
      checkUploads(context, [id], `/message/blocks/${index}/image`)
    }
    const complaint = writableComplaint(context, given.complainted_mchid)
    if (!complaint.needImmediateService) throw refuse.noImmediateService()
    const earlier = complaint.history.find((entry) => entry.idempotentId === given.idempotent_id)
    if (earlier !== undefined) return json({ log_id: earlier.logId })
    const { logId } = act(context, complaint.id, {
      kind: 'merchant-replied',
      text: null,
      pictures: [],
      message: given.message,
      idempotentId: given.idempotent_id,
    })
    return json({ log_id: logId })
  },
}
