import type { UnixMs } from '../time.ts'

interface FactBase {
  /** Unique within a ticket; of a notice its de-duplication key. */
  readonly id: string
  /** Of a notice its TimeStamp: whole seconds of the platform's clock. Otherwise of the desk's. */
  readonly at: UnixMs
  /** When the desk learned of it, on its own clock. */
  readonly receivedAt: UnixMs
}

/** What the payer did. The signature covers the payer and the time only: everything else may be forged. */
export interface NoticeFact extends FactBase {
  readonly kind: 'request' | 'confirm' | 'reject' | 'unknown-notice'
  /** `MsgType` as sent. */
  readonly wireKind: string
  readonly openId: string
  readonly transactionId: string | null
  readonly reason: string | null
  /** What the payer wishes. */
  readonly solution: string | null
  /** `ExtInfo` as sent: remark and phone number. */
  readonly remark: string | null
  readonly pictureUrls: readonly string[]
}

/** The platform took the merchant's mark; `already-changed`: it had been marked before, by whomever. */
export interface MarkedFact extends FactBase {
  readonly kind: 'marked'
  readonly actor: string
  readonly outcome: 'marked' | 'already-changed'
  readonly settledAsAgreed: boolean
}

/** The platform took the delivery notice. */
export interface DeliveryReportedFact extends FactBase {
  readonly kind: 'delivery-reported'
  readonly actor: string
  readonly status: 'delivered' | 'failed'
  readonly deliveredAt: UnixMs
  readonly reason: string | null
}

/** What an operator did or noted. */
export interface NotedFact extends FactBase {
  readonly kind: 'taken' | 'arbitration' | 'arbitration-ended'
  readonly actor: string
}

/** What an operator decided about a held notice. */
export interface HeldDecisionFact extends FactBase {
  readonly kind: 'held-applied' | 'held-dismissed'
  readonly actor: string
  readonly noticeId: string
  readonly reason: string
}

/** A message of the account to the payer went out; known from the conversation. */
export interface WrittenFact extends FactBase {
  readonly kind: 'written'
}

export type OwnFact = MarkedFact | DeliveryReportedFact | NotedFact | HeldDecisionFact | WrittenFact
export type RightsFact = NoticeFact | OwnFact

const noticeKinds: ReadonlySet<RightsFact['kind']> = new Set(['request', 'confirm', 'reject', 'unknown-notice'])

export const isNotice = (fact: RightsFact): fact is NoticeFact => noticeKinds.has(fact.kind)

export const isHeldDecision = (fact: RightsFact): fact is HeldDecisionFact =>
  fact.kind === 'held-applied' || fact.kind === 'held-dismissed'
