import { beijingTime } from '../clock/beijing.ts'
import type { SimulatorCore } from '../core.ts'
import type { Complaint, HistoryEntry } from '../platform/complaint.ts'
import { ordersOf, PAYERS } from '../platform/payers.ts'
import type { OperateType } from '../platform/vocabulary.ts'

export type Side = 'payer' | 'merchant' | 'platform' | 'system'

/** Who speaks, by what was done. */
export function sideOf(type: OperateType): Side {
  if (type.endsWith('_SYSTEM_MESSAGE') || type.startsWith('SERVICE_ORDER_')) return 'system'
  if (type.startsWith('MERCHANT_')) return 'merchant'
  if (type.startsWith('PLATFORM_')) return 'platform'
  return 'payer'
}

const pictureUrl = (id: string): string => `/phone/api/pictures/${encodeURIComponent(id)}`

/** What the phone page needs before anything else. */
export const setupView = (core: SimulatorCore): object => {
  const partners = new Set([...core.state.merchants.values()].map((merchant) => merchant.partnerMchid))
  return {
    now: beijingTime(core.now().getTime()),
    payers: PAYERS.map(({ id, name }) => ({ id, name })),
    // Nobody pays at a partner; it only stands above shops.
    merchants: core
      .merchants()
      .filter((merchant) => !partners.has(merchant.mchid))
      .map(({ mchid, name }) => ({ mchid, name })),
  }
}

export const ordersView = (core: SimulatorCore, payerId: string, mchid: string): object[] =>
  ordersOf(core.state.seed, core.state.epoch, payerId, mchid).map((order) => ({
    transactionId: order.transactionId,
    item: order.item,
    amount: order.amount,
    paidAt: beijingTime(order.paidAt),
    complaintId: core.state.complaintOfOrder(order.transactionId)?.id ?? null,
  }))

/** A payer's complaints, the most recently moved first. */
export function complaintsView(core: SimulatorCore, payerId: string): object[] {
  const own = [...core.state.complaints.values()].filter((complaint) => complaint.payerId === payerId)
  const lastAt = (complaint: Complaint): number => complaint.history.at(-1)?.at ?? complaint.filedAt
  return own
    .sort((a, b) => lastAt(b) - lastAt(a))
    .slice(0, 200)
    .map((complaint) => ({ ...head(core, complaint), updatedAt: beijingTime(lastAt(complaint)) }))
}

export const chatView = (core: SimulatorCore, complaint: Complaint): object => ({
  ...head(core, complaint),
  amount: complaint.order.amount,
  transactionId: complaint.order.transactionId,
  problemType: complaint.problemType,
  applyRefundAmount: complaint.applyRefundAmount,
  inPlatformService: complaint.inPlatformService,
  surveyed: complaint.surveyed,
  entries: complaint.history.map(entryView),
})

const head = (core: SimulatorCore, complaint: Complaint): object => ({
  complaintId: complaint.id,
  merchantName: core.state.merchants.get(complaint.mchid)?.name ?? complaint.mchid,
  detail: complaint.detail,
  state: complaint.state,
})

const entryView = (entry: HistoryEntry): object => ({
  logId: entry.logId,
  type: entry.type,
  side: sideOf(entry.type),
  operator: entry.operator,
  time: beijingTime(entry.at),
  text: entry.details ?? entry.click?.content ?? entry.platformServiceDescription ?? null,
  pictures: [...entry.payerPictures, ...entry.shownPictures].map(pictureUrl),
  link: entry.link ?? null,
  message: entry.message ?? null,
  clickedLogId: entry.click?.clickedLogId ?? null,
  clickedActionId: entry.click?.actionId ?? null,
})
