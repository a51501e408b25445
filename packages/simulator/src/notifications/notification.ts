import type { DeliveryAttempt } from '../simulator-api.ts'

/** A notification and what became of it. The id is the same in every attempt. */
export interface Notification {
  readonly id: string
  readonly mchid: string
  /** Set for a test notification that names its own address; otherwise the merchant's address of the moment counts. */
  readonly fixedUrl: string | null
  readonly complaintId: string | null
  readonly eventType: string
  readonly actionType: string
  readonly summary: string
  readonly originalType: string
  readonly associatedData: string
  /** What is sealed into the resource, JSON text. */
  readonly plaintext: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
  state: 'scheduled' | 'delivered' | 'abandoned'
  url: string
  nextAttemptAt: number | null
  readonly attempts: DeliveryAttempt[]
}
