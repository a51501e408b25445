import type { PlatformState } from '../state/platform-state.ts'
import type { Switches } from '../switches.ts'
import type { Complaint } from './complaint.ts'
import type { Platform } from './platform.ts'

const HOUR = 3_600_000

export interface DeadlineServices {
  readonly state: PlatformState
  readonly platform: Platform
  readonly switches: Readonly<Switches>
  readonly now: () => number
  readonly schedule: (at: number, run: () => Promise<void>) => void
}

/** Watches over unsettled complaints: past the deadline the platform refunds in the merchant's place. */
export function watchDeadline(complaint: Complaint, services: DeadlineServices): void {
  const hours = services.switches.entrustedRefundAfter
  if (hours === null || complaint.state === 'PROCESSED' || complaint.fullyRefunded) return
  const dueAt = episodeStart(complaint) + hours * HOUR
  // Complaints filed in the past, as scenarios do, have long been settled one way or another.
  if (dueAt < services.now()) return
  services.schedule(dueAt, () => {
    const present = services.state.complaints.get(complaint.id)
    const unsettled =
      present !== undefined &&
      present.state !== 'PROCESSED' &&
      !present.fullyRefunded &&
      present.complaintTimes === complaint.complaintTimes
    if (unsettled) services.platform.act(complaint.id, { kind: 'entrusted-refund' })
    return Promise.resolve()
  })
}

const episodeStart = (complaint: Complaint): number =>
  complaint.history.findLast((entry) => entry.type === 'USER_CONTINUE_COMPLAINT')?.at ?? complaint.filedAt
