import { beijingTime } from '../clock/beijing.ts'
import { seededText } from '../crypto/seeded.ts'
import { AEAD, type Algorithm } from '../pki/identities.ts'
import type { ActionType } from '../platform/vocabulary.ts'
import type { Notification } from './notification.ts'

/** The event that carries an action. */
export const eventOf = (action: ActionType): { eventType: string; summary: string } =>
  action === 'CREATE_COMPLAINT'
    ? { eventType: 'COMPLAINT.CREATE', summary: '产生新投诉' }
    : { eventType: 'COMPLAINT.STATE_CHANGE', summary: '投诉状态变更' }

/** The body of a notification: the same bytes in every attempt. */
export function notificationBody(
  notification: Notification,
  apiV3Key: string,
  seed: string,
  algorithm: Algorithm,
): Buffer {
  const suite = AEAD[algorithm]
  const nonce = seededText(seed, `notification nonce ${notification.id}`, 12)
  const { associatedData } = notification
  return Buffer.from(
    JSON.stringify({
      id: notification.id,
      create_time: beijingTime(notification.createdAt),
      resource_type: 'encrypt-resource',
      event_type: notification.eventType,
      summary: notification.summary,
      resource: {
        original_type: notification.originalType,
        algorithm: suite.name,
        ciphertext: suite.seal(apiV3Key, nonce, associatedData, Buffer.from(notification.plaintext)),
        associated_data: associatedData,
        nonce,
      },
    }),
  )
}
