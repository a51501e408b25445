import type { Strictness } from './fields/issue.ts'
import type { RetryProfileName } from './options.ts'
import type { ComplaintState } from './platform/vocabulary.ts'

/**
 * What the platform has not published, or what conflicting sources say, each as a switch. Changed at any time by
 * `POST /_sim/switches`; the defaults are those of docs/simulator-differences.md.
 */
export interface Switches extends Strictness {
  /** Whether a merchant is notified of its own replies and completions. */
  notifyOwnActions: boolean
  /** The redelivery schedule. */
  retryProfile: RetryProfileName
  /** `platform` answers 429 above the known limits. */
  rateLimits: 'platform' | 'off'
  /** Share of answers and notifications that carry a probe signature, 0 to 1. */
  probeRate: number
  /** The state of a continued complaint. */
  continuedState: Exclude<ComplaintState, 'PROCESSED'>
  /** What makes a refund ticket: its problem type alone, or also the TRUSTED tag. */
  refundTicket: 'problem-type' | 'problem-type-and-trusted'
  /** Seconds of platform time until a refund arrives; null waits for the control call. */
  refundArrivesAfter: number | null
  /** Hours after which the platform refunds an unsettled complaint in the merchant's place; null never does. */
  entrustedRefundAfter: number | null
  /** Whether replies may carry links (a white list on the platform). */
  externalLinks: boolean
  /** What a merchant in public-key mode gets from the certificate download. */
  certificatesOfPublicKeyMode: 'not-found' | 'empty-list'
  unknownFields: Strictness['unknownFields']
  nulls: Strictness['nulls']
  supplementary: Strictness['supplementary']
}

export const defaultSwitches = (): Switches => ({
  notifyOwnActions: true,
  retryProfile: 'complaint-2026',
  rateLimits: 'off',
  probeRate: 0,
  continuedState: 'PENDING',
  refundTicket: 'problem-type',
  refundArrivesAfter: 30,
  entrustedRefundAfter: 72,
  externalLinks: true,
  certificatesOfPublicKeyMode: 'not-found',
  unknownFields: 'refuse',
  nulls: 'refuse',
  supplementary: 'refuse',
})
