import type { Notification } from '../notifications/notification.ts'
import type { Rotation } from '../pki/rotation.ts'
import type { Complaint } from '../platform/complaint.ts'
import type { Refund } from '../platform/refund.ts'
import type { Blobs } from './blobs.ts'
import { ComplaintIndex } from './complaint-index.ts'
import { type Counters, freshCounters, Identifiers } from './identifiers.ts'
import type { Merchant } from './merchant.ts'
import type { Picture } from './picture.ts'

/** Everything one platform remembers. Plain maps; what may change and why is decided elsewhere. */
export class PlatformState {
  readonly seed: string
  /** Milliseconds since 1970 at which this platform began; its certificates count from here. */
  readonly epoch: number
  readonly counters: Counters
  readonly ids: Identifiers
  readonly blobs: Blobs
  readonly merchants = new Map<string, Merchant>()
  readonly complaints = new Map<string, Complaint>()
  readonly pictures = new Map<string, Picture>()
  /** By merchant and the merchant's own refund number. */
  readonly refunds = new Map<string, Refund>()
  /** Changes of the platform certificate, in order. */
  rotations: readonly Rotation[] = []
  readonly notificationUrls = new Map<string, string>()
  readonly notifications = new Map<string, Notification>()
  readonly #byTransaction = new Map<string, string>()
  readonly #byTrade = new Map<string, string>()
  readonly #own = new Map<string, ComplaintIndex>()
  readonly #visible = new Map<string, ComplaintIndex>()

  constructor(seed: string, epoch: number, blobs: Blobs, counters: Counters = freshCounters()) {
    this.seed = seed
    this.epoch = epoch
    this.blobs = blobs
    this.counters = counters
    this.ids = new Identifiers(seed, counters)
  }

  addComplaint(complaint: Complaint): void {
    this.complaints.set(complaint.id, complaint)
    this.#byTransaction.set(complaint.order.transactionId, complaint.id)
    this.#byTrade.set(complaint.order.outTradeNo, complaint.id)
    this.ownComplaints(complaint.mchid).add(complaint.filedAt, complaint.id)
    const partner = this.merchants.get(complaint.mchid)?.partnerMchid ?? complaint.mchid
    for (const viewer of new Set([complaint.mchid, partner])) {
      this.visibleComplaints(viewer).add(complaint.filedAt, complaint.id)
    }
  }

  /** Complaints about one merchant. */
  ownComplaints(mchid: string): ComplaintIndex {
    return indexIn(this.#own, mchid)
  }

  /** Complaints that a merchant sees: its own and, for a partner, those of its sub-merchants. */
  visibleComplaints(viewer: string): ComplaintIndex {
    return indexIn(this.#visible, viewer)
  }

  complaintOfOrder(transactionId: string): Complaint | undefined {
    const id = this.#byTransaction.get(transactionId)
    return id === undefined ? undefined : this.complaints.get(id)
  }

  complaintOfTrade(outTradeNo: string): Complaint | undefined {
    const id = this.#byTrade.get(outTradeNo)
    return id === undefined ? undefined : this.complaints.get(id)
  }

  refund(mchid: string, outRefundNo: string): Refund | undefined {
    return this.refunds.get(refundKey(mchid, outRefundNo))
  }

  keepRefund(refund: Refund): void {
    this.refunds.set(refundKey(refund.mchid, refund.outRefundNo), refund)
  }

  /** Forgets all but merchants and keys. */
  clear(): void {
    this.complaints.clear()
    this.pictures.clear()
    this.refunds.clear()
    this.notificationUrls.clear()
    this.notifications.clear()
    this.#byTransaction.clear()
    this.#byTrade.clear()
    this.#own.clear()
    this.#visible.clear()
    this.blobs.clear()
    Object.assign(this.counters, freshCounters())
  }
}

const refundKey = (mchid: string, outRefundNo: string): string => `${mchid} ${outRefundNo}`

function indexIn(indexes: Map<string, ComplaintIndex>, mchid: string): ComplaintIndex {
  let index = indexes.get(mchid)
  if (index === undefined) {
    index = new ComplaintIndex()
    indexes.set(mchid, index)
  }
  return index
}
