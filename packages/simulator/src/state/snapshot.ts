import type { Notification } from '../notifications/notification.ts'
import type { OfficialSnapshot } from '../official-account/official-state.ts'
import type { Rotation } from '../pki/rotation.ts'
import type { Complaint } from '../platform/complaint.ts'
import type { Refund } from '../platform/refund.ts'
import type { Blobs } from './blobs.ts'
import type { Counters } from './identifiers.ts'
import type { Merchant } from './merchant.ts'
import type { Picture } from './picture.ts'
import { PlatformState } from './platform-state.ts'

export const SNAPSHOT_VERSION = 1

/** The saved form. Keys are not in it: they follow from seed and epoch. */
export interface Snapshot {
  readonly version: typeof SNAPSHOT_VERSION
  readonly seed: string
  readonly epoch: number
  readonly clock: ClockSnapshot
  readonly counters: Counters
  readonly merchants: readonly (Omit<Merchant, 'algorithm'> & Partial<Pick<Merchant, 'algorithm'>>)[]
  readonly complaints: readonly Complaint[]
  readonly pictures: readonly Picture[]
  /** Absent in files of an earlier version. */
  readonly refunds?: readonly Refund[]
  readonly rotations?: readonly Rotation[]
  readonly notificationUrls: readonly (readonly [string, string])[]
  readonly notifications: readonly Notification[]
  /** Absent in files of before there were official accounts. */
  readonly official?: OfficialSnapshot
}

export interface ClockSnapshot {
  /** Platform time minus wall time when it was saved, milliseconds. */
  readonly offset: number
  readonly rate: number
}

/** Finished notifications beyond this many are not kept across a restart. */
const KEPT_NOTIFICATIONS = 500

export function takeSnapshot(state: PlatformState, clock: ClockSnapshot): Snapshot {
  const notifications = [...state.notifications.values()]
  const finished = notifications.filter((notification) => notification.state !== 'scheduled')
  const dropped = new Set(finished.slice(0, Math.max(0, finished.length - KEPT_NOTIFICATIONS)))
  return {
    version: SNAPSHOT_VERSION,
    seed: state.seed,
    epoch: state.epoch,
    clock,
    counters: { ...state.counters },
    merchants: [...state.merchants.values()],
    complaints: [...state.complaints.values()],
    pictures: [...state.pictures.values()],
    refunds: [...state.refunds.values()],
    rotations: state.rotations,
    notificationUrls: [...state.notificationUrls],
    notifications: notifications.filter((notification) => !dropped.has(notification)),
  }
}

export function restoreSnapshot(snapshot: Snapshot, blobs: Blobs): PlatformState {
  const state = new PlatformState(snapshot.seed, snapshot.epoch, blobs, { ...snapshot.counters })
  // Files of an earlier version know one suite only.
  for (const merchant of snapshot.merchants)
    state.merchants.set(merchant.mchid, { ...merchant, algorithm: merchant.algorithm ?? 'RSA' })
  for (const complaint of snapshot.complaints) state.addComplaint(complaint)
  for (const picture of snapshot.pictures) state.pictures.set(picture.id, picture)
  for (const refund of snapshot.refunds ?? []) state.keepRefund(refund)
  for (const [mchid, url] of snapshot.notificationUrls) state.notificationUrls.set(mchid, url)
  for (const notification of snapshot.notifications) state.notifications.set(notification.id, notification)
  state.rotations = snapshot.rotations ?? []
  return state
}
