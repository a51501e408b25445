import { type ComplaintNotification, openText } from '@redress/wechatpay'
import type { Notice } from '../inbox/index.ts'

export interface Receipt {
  readonly id: string
  readonly merchantId: string
  /** As received: what the payer wrote stays sealed by the platform's cipher. */
  readonly rawBody: Uint8Array
  readonly receivedAt: Date
}

export const notificationToNotice = (notification: ComplaintNotification, receipt: Receipt): Notice => ({
  ...receipt,
  channel: 'complaints-v2',
  notificationId: notification.id,
  eventType: openText(notification.eventType),
  action: openText(notification.action),
  complaintPlatformId: notification.complaintId,
  platformSerial: notification.serial,
})
