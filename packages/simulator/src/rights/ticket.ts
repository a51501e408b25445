/** MARKED: the merchant has finished and the payer is asked. REJECTED: the payer refused. */
export type TicketState = 'PENDING' | 'MARKED' | 'REJECTED' | 'CLOSED' | 'ARBITRATION'

export interface TicketEvent {
  readonly at: number
  readonly event: 'filed' | 'marked' | 'confirmed' | 'rejected' | 'arbitration-demanded'
}

/** A rights ticket (维权单). */
export interface RightsTicket {
  readonly feedbackId: string
  readonly appId: string
  readonly openId: string
  readonly payerId: string
  readonly transactionId: string
  readonly reason: string
  readonly solution: string | null
  /** Remark and phone number. */
  readonly extInfo: string | null
  /** Ids of pictures, at most 5. */
  readonly pictures: readonly string[]
  readonly state: TicketState
  readonly filedAt: number
  /** By then the merchant must have marked it. */
  readonly dueAt: number
  readonly history: readonly TicketEvent[]
  /** The latest TimeStamp of a notification, seconds; each has its own. */
  readonly lastStamp: number
}
