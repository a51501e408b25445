import { createHash } from 'node:crypto'
import type { ComplaintView } from '@redress/simulator'
import { PAYER_ANSWERS, PAYER_CONTINUES } from './samples.ts'

export type PayerMove =
  | { readonly kind: 'message'; readonly content: string }
  | { readonly kind: 'continue'; readonly content: string }

/** Seconds that a payer takes. */
export const READS_FOR = 8
const WAITS_AFTER_COMPLETION = 45

/** A fraction that belongs to a text: the same payer decides the same way at the next start of the demo. */
export function fractionOf(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE() / 2 ** 32
}

export const pick = (texts: readonly string[], fraction: number): string =>
  texts[Math.floor(fraction * texts.length)] ?? texts[0] ?? ''

/** Decides what the payer of a complaint does now, if anything: most answer a reply, a few continue after completion. */
export function payerMove(complaint: ComplaintView, now: Date): PayerMove | undefined {
  const last = complaint.history.at(-1)
  if (last === undefined) return undefined
  const secondsAgo = (now.getTime() - Date.parse(last.time)) / 1000
  const fraction = fractionOf(`${complaint.complaintId} ${last.logId}`)
  const messages = complaint.history.filter(({ operateType }) => operateType === 'USER_RESPONSE').length
  if (last.operateType === 'MERCHANT_RESPONSE' && secondsAgo > READS_FOR && fraction < 0.6 && messages < 3) {
    return { kind: 'message', content: pick(PAYER_ANSWERS, fraction / 0.6) }
  }
  const mayContinue = complaint.state === 'PROCESSED' && complaint.userComplaintTimes < 2
  if (mayContinue && secondsAgo > WAITS_AFTER_COMPLETION && fraction < 0.2) {
    return { kind: 'continue', content: pick(PAYER_CONTINUES, fraction / 0.2) }
  }
  return undefined
}
