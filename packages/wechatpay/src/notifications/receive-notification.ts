import { branded } from '../brands.ts'
import { openAead } from '../cipher/aead.ts'
import { ProtocolError } from '../errors.ts'
import type { HeaderSource } from '../headers.ts'
import type { ApiV3Key } from '../keys/api-v3-key.ts'
import type { Keyring } from '../keys/keyring.ts'
import { openText } from '../open-enum.ts'
import type { OnDrift } from '../reading/drift.ts'
import { isRecord, type ReadingContext, RecordReader } from '../reading/record-reader.ts'
import { isText } from '../reading/text.ts'
import { utf8Text } from '../utf8.ts'
import { readEnvelope } from './envelope.ts'
import {
  type ComplaintNotification,
  type EchoNotification,
  NOTIFICATION_ACTIONS,
  type Notification,
} from './notification.ts'
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
  const json = parseJson(body, 'the notification')
  try {
    return open(json, key.serial, apiV3Key, { shape: 'notification', onDrift })
  } catch (error) {
    throw asBodyInvalid(error)
  }
}

function open(json: unknown, serial: string, apiV3Key: ApiV3Key, context: ReadingContext): Notification {
  const envelope = readEnvelope(json, context)
  const raw = parseJson(openAead(apiV3Key, envelope.sealed), 'the decrypted resource')
  const { resourceType } = envelope
  const eventType = openText(envelope.eventType)
  // Written out: copying the common part by spreading costs more than all the reading (bench/sdk).
  if (resourceType === 'complaint' || eventType.startsWith('COMPLAINT.')) {
    const { wireAction, action, complaintId } = readComplaintResource(raw, context)
    return {
      kind: 'complaint',
      id: envelope.id,
      createdAt: envelope.createdAt,
      eventType: envelope.eventType,
      summary: envelope.summary,
      serial,
      envelope: json,
      raw,
      wireAction,
      action,
      complaintId,
    }
  }
  const { id, createdAt, summary } = envelope
  const common = { id, createdAt, eventType: envelope.eventType, summary, serial, envelope: json, raw }
  if (resourceType === 'security' || eventType.startsWith('SECURITY_ECHO.')) {
    return { ...common, kind: 'security-echo', ...readEchoResource(raw, context) }
  }
  return { ...common, kind: 'other', resourceType }
}

type ComplaintResource = Pick<ComplaintNotification, 'wireAction' | 'action' | 'complaintId'>

function readComplaintResource(raw: unknown, context: ReadingContext): ComplaintResource {
  return (context.onDrift === undefined ? plainComplaint(raw) : undefined) ?? tolerantComplaint(raw, context)
}

/** As documented, both fields texts; undefined for any other. Comes to the same as the tolerant reading. */
function plainComplaint(raw: unknown): ComplaintResource | undefined {
  if (!isRecord(raw)) return undefined
  const { action_type: wireAction, complaint_id: complaintId } = raw
  if (!isText(wireAction) || !isText(complaintId)) return undefined
  const action = NOTIFICATION_ACTIONS.get(wireAction) ?? { unknown: wireAction }
  return { wireAction, action, complaintId: branded('ComplaintId', complaintId) }
}

function tolerantComplaint(raw: unknown, context: ReadingContext): ComplaintResource {
  const resource = new RecordReader(raw, 'resource', context)
  const complaint = {
    wireAction: resource.id('action_type'),
    action: resource.enum('action_type', NOTIFICATION_ACTIONS),
    complaintId: branded('ComplaintId', resource.id('complaint_id')),
  }
  // Fields of the first version of the interface still come along now and then; the detail call is what counts.
  for (const old of OLD_FIELDS) resource.raw(old)
  resource.finish()
  return complaint
}

function readEchoResource(
  raw: unknown,
  context: ReadingContext,
): Pick<EchoNotification, 'echoMessage' | 'encryptedEchoMessage'> {
  const resource = new RecordReader(raw, 'resource', context)
  const encrypted = resource.optionalText('encrypt_echo_message') ?? resource.optionalText('encrypted_echo_message')
  return { echoMessage: resource.text('echo_message'), encryptedEchoMessage: encrypted }
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

const asBodyInvalid = (error: unknown): unknown =>
  error instanceof ProtocolError && error.code === 'ANSWER_INVALID'
    ? new ProtocolError('BODY_INVALID', error.message, { field: error.field, cause: error })
    : error
