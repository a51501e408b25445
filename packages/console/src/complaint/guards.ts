import { ApiError } from '../api/errors.ts'
import type { ComplaintDetail, Reason } from '../api/types.ts'

export const isGuard = (error: unknown): error is ApiError =>
  error instanceof ApiError && error.code === 'COMPLETION_GUARD'

/** The guards known now, and those the desk named when it refused: it may know of a message that came just now. */
export function guardsOf(complaint: ComplaintDetail, error: unknown): readonly Reason[] {
  const reasons = new Map(complaint.applicable.complete.guards.map((guard) => [guard.code, guard]))
  if (isGuard(error)) for (const reason of error.reasons) reasons.set(reason.code, reason)
  return [...reasons.values()]
}
