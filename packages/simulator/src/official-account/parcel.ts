import type { DeliveryAttempt } from '../simulator-api.ts'

/** Something on its way to the merchant, and what became of it. */
export interface Parcel {
  readonly id: string
  readonly appId: string
  /** `payfeedback`: a notification about a ticket. `push`: a message or event of a payer. */
  readonly kind: 'payfeedback' | 'push'
  /** The ticket, for a notification. */
  readonly feedbackId: string | null
  readonly openId: string
  /** `request`, `confirm`, `reject`; or the type of a message, or the name of an event. */
  readonly action: string
  /** Of a push: the message in plain, the same in every attempt. A notification is written from its ticket. */
  readonly message: string
  /** Unix seconds that the message names. */
  readonly stamp: number
  readonly createdAt: number
  state: 'scheduled' | 'delivered' | 'abandoned'
  url: string
  nextAttemptAt: number | null
  readonly attempts: DeliveryAttempt[]
}
