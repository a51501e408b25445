import { checkPathId } from '../checks/arguments.ts'
import type { UnsignedRequest } from '../transport/request.ts'
import { COMPLAINTS_PATH } from './list.ts'

export const complaintPath = (complaintId: string): string =>
  `${COMPLAINTS_PATH}/${checkPathId(complaintId, 'complaintId')}`

/** Builds the detail request, unsigned. Read its answer with readComplaint. @see docs/sdk/sources.md#detail */
export const buildDetail = (complaintId: string): UnsignedRequest => ({
  call: 'detail',
  method: 'GET',
  path: complaintPath(complaintId),
  effect: 'read',
})
