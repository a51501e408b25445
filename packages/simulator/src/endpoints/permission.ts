import type { CallContext } from '../http/endpoint.ts'
import { refuse } from '../http/refusals.ts'
import type { Complaint } from '../platform/complaint.ts'
import { mayActFor } from '../state/merchant.ts'

/** The complaint of the path, if the caller may see it. @throws {PlatformRefusal} */
export function visibleComplaint(context: CallContext): Complaint {
  const { state } = context.services
  const complaint = state.complaints.get(context.params['complaint_id'] ?? '')
  if (complaint === undefined) throw refuse.complaintUnknown()
  const merchant = state.merchants.get(complaint.mchid)
  if (merchant === undefined || !mayActFor(context.caller.mchid, merchant)) throw refuse.notYours()
  return complaint
}

/** The complaint of the path, if the caller may write to it and named its merchant. @throws {PlatformRefusal} */
export function writableComplaint(context: CallContext, complaintedMchid: string): Complaint {
  const { state } = context.services
  const complaint = state.complaints.get(context.params['complaint_id'] ?? '')
  if (complaint === undefined) throw refuse.complaintUnknown()
  const merchant = state.merchants.get(complaint.mchid)
  if (merchant === undefined || !mayActFor(context.caller.mchid, merchant) || complaint.mchid !== complaintedMchid) {
    throw refuse.notYoursToReply()
  }
  return complaint
}
