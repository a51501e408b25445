import { branded, type Instant, type NotificationId } from '../brands.ts'
import type { SealedResource } from '../cipher/aead.ts'
import { ProtocolError } from '../errors.ts'
import type { Open } from '../open-enum.ts'
import { parseInstant } from '../reading/instant.ts'
import { isRecord, type ReadingContext, RecordReader } from '../reading/record-reader.ts'
import { isText } from '../reading/text.ts'
import { EVENT_TYPES, type EventType } from './notification.ts'

/** A notification before its resource is opened. */
export interface Envelope {
  readonly id: NotificationId
  readonly createdAt: Instant
  readonly eventType: Open<EventType>
  readonly summary: string
  /** `resource.original_type`. */
  readonly resourceType: string
  readonly sealed: SealedResource
}

/** @throws {ProtocolError} `BODY_INVALID` | `ANSWER_INVALID` */
export const readEnvelope = (json: unknown, context: ReadingContext): Envelope =>
  (context.onDrift === undefined ? plainEnvelope(json) : undefined) ?? tolerantEnvelope(json, context)

/**
 * Reads an envelope in which every field is a text, as documented; undefined for any other, which the tolerant reading
 * takes. Both come to the same. Asking a reader for one field after the other by name costs about as much as parsing the
 * JSON did, and this happens for every notification (bench/sdk).
 */
function plainEnvelope(json: unknown): Envelope | undefined {
  if (!isRecord(json) || !isRecord(json.resource)) return undefined
  const { id, create_time: createTime, event_type: eventType, summary } = json
  const { original_type: resourceType, algorithm, ciphertext, associated_data: associatedData, nonce } = json.resource
  if (!isText(id) || !isText(createTime) || !isText(eventType) || !isText(summary)) return undefined
  if (!isText(resourceType) || !isText(algorithm) || !isText(ciphertext) || !isText(nonce)) return undefined
  if (!isText(associatedData)) return undefined
  const createdAt = parseInstant(createTime)
  if (createdAt === undefined) return undefined
  return {
    id: branded('NotificationId', id),
    createdAt,
    eventType: EVENT_TYPES.get(eventType) ?? { unknown: eventType },
    summary,
    resourceType,
    sealed: { algorithm, ciphertext, associatedData, nonce },
  }
}

function tolerantEnvelope(json: unknown, context: ReadingContext): Envelope {
  const reader = new RecordReader(json, '', context)
  const resource = reader.record('resource', readSealed)
  if (resource === undefined) {
    throw new ProtocolError('BODY_INVALID', 'resource: expected an object, got nothing', { field: 'resource' })
  }
  const envelope = {
    id: branded('NotificationId', reader.id('id')),
    createdAt: reader.instant('create_time'),
    eventType: reader.enum('event_type', EVENT_TYPES),
    summary: reader.text('summary'),
    ...resource,
  }
  reader.optionalText('resource_type')
  reader.finish()
  return envelope
}

function readSealed(resource: RecordReader): Pick<Envelope, 'resourceType' | 'sealed'> {
  const resourceType = resource.text('original_type')
  const sealed = {
    algorithm: resource.id('algorithm'),
    ciphertext: resource.id('ciphertext'),
    associatedData: resource.optionalText('associated_data'),
    nonce: resource.id('nonce'),
  }
  resource.finish()
  return { resourceType, sealed }
}
