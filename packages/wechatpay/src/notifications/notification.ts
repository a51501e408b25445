import type { ComplaintId, Instant, NotificationId } from '../brands.ts'
import { knownNames, type NameIn, type Open } from '../open-enum.ts'

/** What happened to the complaint. Wire spelling to clean name. */
export const NOTIFICATION_ACTIONS = knownNames({
  CREATE_COMPLAINT: 'CREATE_COMPLAINT',
  CONTINUE_COMPLAINT: 'CONTINUE_COMPLAINT',
  USER_RESPONSE: 'USER_RESPONSE',
  RESPONSE_BY_PLATFORM: 'RESPONSE_BY_PLATFORM',
  SELLER_REFUND: 'SELLER_REFUND',
  MERCHANT_RESPONSE: 'MERCHANT_RESPONSE',
  MERCHANT_CONFIRM_COMPLETE: 'MERCHANT_CONFIRM_COMPLETE',
  USER_APPLY_PLATFORM_SERVICE: 'USER_APPLY_PLATFORM_SERVICE',
  USER_APPLY_PLATFORM_SERIVCE: 'USER_APPLY_PLATFORM_SERVICE',
  USER_CANCEL_PLATFORM_SERVICE: 'USER_CANCEL_PLATFORM_SERVICE',
  PLATFORM_SERVICE_FINISHED: 'PLATFORM_SERVICE_FINISHED',
  MERCHANT_APPROVE_REFUND: 'MERCHANT_APPROVE_REFUND',
  MERCHANT_REJECT_REFUND: 'MERCHANT_REJECT_REFUND',
  REFUND_SUCCESS: 'REFUND_SUCCESS',
})

export type NotificationAction = NameIn<typeof NOTIFICATION_ACTIONS>

export const EVENT_TYPES = knownNames({
  'COMPLAINT.CREATE': 'COMPLAINT.CREATE',
  'COMPLAINT.STATE_CHANGE': 'COMPLAINT.STATE_CHANGE',
  'SECURITY_ECHO.SUCCESS': 'SECURITY_ECHO.SUCCESS',
})

export type EventType = NameIn<typeof EVENT_TYPES>

interface AnyNotification {
  /** Identical on every delivery: the key to recognise a repeated one. */
  readonly id: NotificationId
  readonly createdAt: Instant
  readonly eventType: Open<EventType>
  readonly summary: string
  /** Serial of the platform key that proved it. */
  readonly serial: string
  /** The notification as sent, still encrypted. */
  readonly envelope: unknown
  /** The decrypted resource as JSON. */
  readonly raw: unknown
}

/** A complaint notification (投诉通知回调), proved and opened. */
export interface ComplaintNotification extends AnyNotification {
  readonly kind: 'complaint'
  readonly complaintId: ComplaintId
  readonly action: Open<NotificationAction>
  /** `action_type` exactly as sent. */
  readonly wireAction: string
}

/** The answer to a connectivity test with a notification address. */
export interface EchoNotification extends AnyNotification {
  readonly kind: 'security-echo'
  readonly echoMessage: string
  readonly encryptedEchoMessage: string | undefined
}

/** A genuine notification of another product, proved and opened, not interpreted. */
export interface OtherNotification extends AnyNotification {
  readonly kind: 'other'
  /** `resource.original_type`. */
  readonly resourceType: string
}

export type Notification = ComplaintNotification | EchoNotification | OtherNotification
