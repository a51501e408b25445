import { beijingTime } from '../clock/beijing.ts'
import type { Notification } from '../notifications/notification.ts'
import type { KeyStore } from '../pki/key-store.ts'
import type { PlatformKeys } from '../pki/platform-signer.ts'
import { privatePem } from '../pki/rsa-key.ts'
import type { Complaint, HistoryEntry } from '../platform/complaint.ts'
import type {
  ComplaintView,
  DeliveryView,
  HistoryView,
  MerchantCredentials,
  MerchantSummary,
} from '../simulator-api.ts'
import type { Merchant } from '../state/merchant.ts'

export const merchantSummary = (merchant: Merchant): MerchantSummary => ({
  mchid: merchant.mchid,
  name: merchant.name,
  partnerMchid: merchant.partnerMchid,
  keyMode: merchant.keyMode,
})

/** What the merchant's own software needs, with the platform keys of its mode. */
export function merchantCredentials(
  merchant: Merchant,
  keys: KeyStore,
  platformKeys: PlatformKeys,
): MerchantCredentials {
  const own = keys.merchantCertificate(merchant.mchid)
  const certificates = merchant.keyMode === 'public-key' ? [] : platformKeys.certificates()
  const publicKey = merchant.keyMode === 'certificate' ? undefined : keys.platformPublicKey()
  return {
    mchid: merchant.mchid,
    serialNo: own.serialNo,
    privateKey: privatePem(own.key.privateKey),
    certificate: own.pem,
    apiV3Key: keys.apiV3Key(merchant.mchid),
    platform: {
      certificates: certificates.map(({ serialNo, pem }) => ({ serialNo, certificate: pem })),
      publicKey: publicKey === undefined ? null : { id: publicKey.id, pem: publicKey.pem },
    },
  }
}

export const complaintView = (complaint: Complaint): ComplaintView => ({
  complaintId: complaint.id,
  mchid: complaint.mchid,
  state: complaint.state,
  detail: complaint.detail,
  problemType: complaint.problemType,
  problemDescription: complaint.problemDescription,
  complaintTime: beijingTime(complaint.filedAt),
  transactionId: complaint.order.transactionId,
  outTradeNo: complaint.order.outTradeNo,
  amount: complaint.order.amount,
  applyRefundAmount: complaint.applyRefundAmount,
  payerId: complaint.payerId,
  userComplaintTimes: complaint.complaintTimes,
  awaitingReply: complaint.awaitingReply,
  fullyRefunded: complaint.fullyRefunded,
  inPlatformService: complaint.inPlatformService,
  needImmediateService: complaint.needImmediateService,
  agentMode: complaint.agentMode,
  refundDecision: complaint.refundDecision,
  refundedAmount: complaint.refundedAmount,
  userTags: complaint.userTags,
  images: complaint.pictures,
  history: complaint.history.map(historyView),
})

const historyView = (entry: HistoryEntry): HistoryView => ({
  logId: entry.logId,
  operateType: entry.type,
  operator: entry.operator,
  content: entry.details ?? entry.click?.content ?? entry.platformServiceDescription ?? null,
  time: beijingTime(entry.at),
  images: [...entry.payerPictures, ...entry.shownPictures],
})

export const deliveryView = (notification: Notification): DeliveryView => ({
  id: notification.id,
  mchid: notification.mchid,
  url: notification.url,
  complaintId: notification.complaintId,
  eventType: notification.eventType,
  actionType: notification.actionType,
  state: notification.state,
  createdAt: new Date(notification.createdAt).toISOString(),
  nextAttemptAt: notification.nextAttemptAt === null ? null : new Date(notification.nextAttemptAt).toISOString(),
  attempts: [...notification.attempts],
})
