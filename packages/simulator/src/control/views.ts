import { beijingTime } from '../clock/beijing.ts'
import type { Notification } from '../notifications/notification.ts'
import type { KeyStore } from '../pki/key-store.ts'
import type { PlatformKeys } from '../pki/platform-signer.ts'
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
  algorithm: merchant.algorithm,
})

/** What the merchant's own software needs, with the platform keys of its mode. */
export function merchantCredentials(
  merchant: Merchant,
  keys: KeyStore,
  platformKeys: PlatformKeys,
): MerchantCredentials {
  const own = platformKeys.identityOf(merchant)
  const isSm = merchant.algorithm === 'SM2'
  const publicKey = merchant.keyMode === 'certificate' || isSm ? undefined : keys.platformPublicKey()
  return {
    mchid: merchant.mchid,
    serialNo: own.serialNo,
    privateKey: own.privateKey,
    certificate: own.certificate,
    apiV3Key: keys.apiV3Key(merchant.mchid),
    platform: {
      certificates: platformCertificates(merchant, keys, platformKeys),
      publicKey: publicKey === undefined ? null : { id: publicKey.id, pem: publicKey.pem },
    },
  }
}

function platformCertificates(
  merchant: Merchant,
  keys: KeyStore,
  platformKeys: PlatformKeys,
): MerchantCredentials['platform']['certificates'] {
  if (merchant.algorithm === 'SM2') {
    const { serialNo, pem } = keys.smPlatformCertificate()
    return [{ serialNo, certificate: pem }]
  }
  if (merchant.keyMode === 'public-key') return []
  return platformKeys.certificates().map(({ serialNo, pem }) => ({ serialNo, certificate: pem }))
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
