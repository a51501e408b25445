import { checkMerchantId } from '../checks/arguments.ts'
import { jsonBody, type UnsignedRequest } from '../transport/request.ts'
import { complaintPath } from './detail.ts'

/** Builds the completion (反馈处理完成), unsigned. @see docs/sdk/sources.md#complete */
export const buildComplete = (complaintId: string, complaintedMerchantId: string): UnsignedRequest => ({
  call: 'complete',
  method: 'POST',
  path: `${complaintPath(complaintId)}/complete`,
  effect: 'write',
  body: jsonBody({ complainted_mchid: checkMerchantId(complaintedMerchantId, 'complaintedMerchantId') }),
})
