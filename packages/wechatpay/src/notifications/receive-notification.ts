import { branded } from '../brands.ts'
import { openAead } from '../cipher/aead.ts'
import { ProtocolError } from '../errors.ts'
import type { HeaderSource } from '../headers.ts'
import type { ApiV3Key } from '../keys/api-v3-key.ts'
import type { Keyring } from '../keys/keyring.ts'
import { openText } from '../open-enum.ts'
import type { OnDrift } from '../reading/drift.ts'
import { RecordReader } from '../reading/record-reader.ts'
import { utf8Text } from '../utf8.ts'
import { EVENT_TYPES, NOTIFICATION_ACTIONS, type Notification, type OtherNotification } from './notification.ts'
import { verifyNotification } from './verify-notification.ts'

export interface ReceivedNotification {
  readonly headers: HeaderSource
  /** Bytes exactly as received. */
  readonly body: Uint8Array
  readonly keyring: Pick<Keyring, 'find'>
  readonly apiV3Key: ApiV3Key
  readonly now: Date
  /** Accepted while the clocks are less than this apart. Default 300. */
  readonly windowSeconds?: number | undefined
  readonly onDrift?: OnDrift | undefined
}

/**
 * Proves, opens and reads a notification, in this order. Synchronous; keeps nothing.
 * @throws {ProtocolError} what {@link verifyNotification} throws, and `BODY_NOT_JSON` | `BODY_INVALID` | `DECRYPT_FAILED`
 * @see docs/sdk/sources.md#notification
 */
export function receiveNotification(received: ReceivedNotification): Notification {
  const { headers, body, keyring, apiV3Key, now, windowSeconds, onDrift } = received
  const key = verifyNotification(headers, body, keyring, Math.floor(now.getTime() / 1000), { windowSeconds })
  const envelope = parseJson(body, 'the notification')
  return asBodyInvalid(() => openEnvelope(envelope, key.serial, apiV3Key, onDrift))
}

function openEnvelope(
  envelope: unknown,
  serial: string,
  apiV3Key: ApiV3Key,
  onDrift: OnDrift | undefined,
): Notification {
  const reader = new RecordReader(envelope, '', { shape: 'notification', onDrift })
  const sealed = reader.record('resource', readSealed)
  if (sealed === undefined) {
    throw new ProtocolError('BODY_INVALID', 'resource: expected an object, got nothing', { field: 'resource' })
  }
  const common = {
    id: branded('NotificationId', reader.id('id')),
    createdAt: reader.instant('create_time'),
    eventType: reader.enum('event_type', EVENT_TYPES),
    summary: reader.text('summary'),
    serial,
    envelope,
    raw: parseJson(openAead(apiV3Key, sealed), 'the decrypted resource'),
  }
  reader.optionalText('resource_type')
  reader.finish()
  return readResource(common, sealed.resourceType, onDrift)
}

function readSealed(resource: RecordReader) {
  const sealed = {
    resourceType: resource.text('original_type'),
    algorithm: resource.id('algorithm'),
    ciphertext: resource.id('ciphertext'),
    associatedData: resource.optionalText('associated_data'),
    nonce: resource.id('nonce'),
  }
  resource.finish()
  return sealed
}

type Common = Omit<OtherNotification, 'kind' | 'resourceType'>

function readResource(common: Common, resourceType: string, onDrift: OnDrift | undefined): Notification {
  const eventType = openText(common.eventType)
  if (resourceType === 'complaint' || eventType.startsWith('COMPLAINT.')) return readComplaintResource(common, onDrift)
  if (resourceType === 'security' || eventType.startsWith('SECURITY_ECHO.')) return readEchoResource(common, onDrift)
  return { ...common, kind: 'other', resourceType }
}

function readComplaintResource(common: Common, onDrift: OnDrift | undefined): Notification {
  const resource = new RecordReader(common.raw, 'resource', { shape: 'notification', onDrift })
  // Written out: copying the common part by spreading costs more than all the reading (bench/sdk).
  const notification: Notification = {
    kind: 'complaint',
    id: common.id,
    createdAt: common.createdAt,
    eventType: common.eventType,
    summary: common.summary,
    serial: common.serial,
    envelope: common.envelope,
    raw: common.raw,
    wireAction: resource.id('action_type'),
    action: resource.enum('action_type', NOTIFICATION_ACTIONS),
    complaintId: branded('ComplaintId', resource.id('complaint_id')),
  }
  // Fields of the first version of the interface still come along now and then; the detail call is what counts.
  if (onDrift !== undefined) for (const old of OLD_FIELDS) resource.raw(old)
  resource.finish()
  return notification
}

function readEchoResource(common: Common, onDrift: OnDrift | undefined): Notification {
  const resource = new RecordReader(common.raw, 'resource', { shape: 'notification', onDrift })
  const encrypted = resource.optionalText('encrypt_echo_message') ?? resource.optionalText('encrypted_echo_message')
  return {
    ...common,
    kind: 'security-echo',
    echoMessage: resource.text('echo_message'),
    encryptedEchoMessage: encrypted,
  }
}

const OLD_FIELDS = [
  'transaction_id',
  'out_trade_no',
  'complaint_time',
  'amount',
  'payer_phone',
  'complaint_detail',
  'complaint_state',
  'complaint_handle_state',
]

function parseJson(bytes: Uint8Array, what: string): unknown {
  try {
    return JSON.parse(utf8Text(bytes))
  } catch {
    throw new ProtocolError('BODY_NOT_JSON', `${what} is not JSON`, { field: 'body' })
  }
}

function asBodyInvalid<Result>(read: () => Result): Result {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof ProtocolError) || error.code !== 'ANSWER_INVALID') throw error
    throw new ProtocolError('BODY_INVALID', error.message, { field: error.field, cause: error })
  }
}
