import { createHash } from 'node:crypto'
import type { Complaint } from '../complaints/complaint.ts'
import { hasCode, ProtocolError } from '../errors.ts'
import { type HeaderSource, readHeader } from '../headers.ts'
import type { ApiV3Key } from '../keys/api-v3-key.ts'
import type { Keyring } from '../keys/keyring.ts'
import type { OnDrift } from '../reading/drift.ts'
import { DEFAULT_WINDOW_SECONDS } from '../signing/verify-signature.ts'
import type { ComplaintNotification, EchoNotification, Notification, OtherNotification } from './notification.ts'
import { receiveNotification } from './receive-notification.ts'
import type { ReplayCache } from './replay-cache.ts'

export interface ReceivedComplaintNotification extends ComplaintNotification {
  /** Reads the complaint as it is now. The notification itself says only that something happened. */
  fetchComplaint(): Promise<Complaint>
}

export type ReceivedEvent = ReceivedComplaintNotification | EchoNotification | OtherNotification

export interface NotificationReceiver {
  /**
   * Proves, opens and reads a notification; each proof counts once when there is a replay cache.
   * @param rawBody Bytes exactly as received.
   * @throws {ProtocolError} what receiveNotification throws; `REPLAYED` when it was processed before, and
   * `DELIVERY_IN_PROGRESS` while it is being processed
   */
  receive(headers: HeaderSource, rawBody: Uint8Array): Promise<ReceivedEvent>
  /** Says that a notification has been processed: the same proof is `REPLAYED` from now on. */
  settle(headers: HeaderSource): Promise<void>
  /** Gives the proof of a notification back that could not be processed, so that it may come again. */
  release(headers: HeaderSource): Promise<void>
}

export interface NotificationReceiverOptions {
  readonly keyring: Pick<Keyring, 'find'>
  readonly apiV3Key: ApiV3Key
  readonly now?: (() => Date) | undefined
  /** Accepted while the clocks are less than this apart. Default 300. */
  readonly windowSeconds?: number | undefined
  readonly replayCache?: ReplayCache | undefined
  readonly onDrift?: OnDrift | undefined
  /** Tries to learn the key behind an unknown serial; true when the keyring has it now. */
  readonly learnKey?: ((serial: string) => Promise<boolean>) | undefined
  readonly fetchComplaint?: ((complaintId: string) => Promise<Complaint>) | undefined
}

/** Makes a receiver. A client has one ready: `client.notifications`. */
export function createNotificationReceiver(options: NotificationReceiverOptions): NotificationReceiver {
  const {
    keyring,
    apiV3Key,
    now = () => new Date(),
    windowSeconds,
    replayCache,
    onDrift,
    learnKey,
    fetchComplaint,
  } = options
  const open = (headers: HeaderSource, body: Uint8Array): Notification =>
    receiveNotification({ headers, body, keyring, apiV3Key, now: now(), windowSeconds, onDrift })

  const openWithNewKeys = async (headers: HeaderSource, body: Uint8Array): Promise<Notification> => {
    try {
      return open(headers, body)
    } catch (error) {
      const serial = hasCode(error, 'PLATFORM_KEY_UNKNOWN') ? readHeader(headers, 'wechatpay-serial') : undefined
      if (serial === undefined || learnKey === undefined || !(await learnKey(serial))) throw error
      return open(headers, body)
    }
  }

  return {
    async receive(headers, rawBody) {
      const notification = await openWithNewKeys(headers, rawBody)
      // Only after the proof: otherwise anybody could use up a claim before the platform does.
      const ttlSeconds = 2 * (windowSeconds ?? DEFAULT_WINDOW_SECONDS)
      const claim = replayCache === undefined ? 'new' : await replayCache.claim(proofOf(headers), ttlSeconds)
      if (claim === 'in-progress') {
        throw new ProtocolError('DELIVERY_IN_PROGRESS', `notification ${notification.id} is being processed`)
      }
      if (claim === 'settled') {
        throw new ProtocolError(
          'REPLAYED',
          `notification ${notification.id} was received before with the same signature`,
        )
      }
      if (notification.kind !== 'complaint') return notification
      return { ...notification, fetchComplaint: () => fetchFor(notification, fetchComplaint) }
    },
    async settle(headers) {
      await replayCache?.settle(proofOf(headers))
    },
    async release(headers) {
      await replayCache?.release(proofOf(headers))
    },
  }
}

const proofOf = (headers: HeaderSource): string =>
  createHash('sha256')
    .update(`${readHeader(headers, 'wechatpay-serial')}\n${readHeader(headers, 'wechatpay-signature')}`)
    .digest('hex')

async function fetchFor(
  notification: ComplaintNotification,
  fetchComplaint: NotificationReceiverOptions['fetchComplaint'],
): Promise<Complaint> {
  if (fetchComplaint !== undefined) return fetchComplaint(notification.complaintId)
  throw new ProtocolError('ARGUMENT_INVALID', 'this receiver cannot fetch complaints', {
    field: 'fetchComplaint',
    remedy: 'Use client.notifications, or pass fetchComplaint to createNotificationReceiver().',
  })
}
