import type { ChatView, RightsView } from '@redress/simulator'
import { fractionOf, pick, READS_FOR } from './payer.ts'
import { CHAT_ANSWERS } from './rights-samples.ts'

/** Seconds until a payer decides about a ticket that the merchant marked as handled. */
const DECIDES_AFTER = 30
/** Messages of one payer; then they wait in silence. */
const MOST_MESSAGES = 6

const secondsSince = (time: string, now: Date): number => (now.getTime() - Date.parse(time)) / 1000

/** What a payer of the official account answers now, if anything: most answer a message. */
export function chatMove({ openId, lines }: ChatView, now: Date): string | undefined {
  const last = lines.at(-1)
  if (last?.side !== 'merchant' || secondsSince(last.at, now) <= READS_FOR) return undefined
  const fraction = fractionOf(`${openId} ${last.id}`)
  const messages = lines.filter(({ side, type }) => side === 'payer' && type !== 'event').length
  return fraction < 0.6 && messages < MOST_MESSAGES ? pick(CHAT_ANSWERS, fraction / 0.6) : undefined
}

/** What the payer of a ticket decides now, if anything: most agree that it was handled, some do not. */
export function ticketMove({ feedbackId, state, history }: RightsView, now: Date): 'confirm' | 'reject' | undefined {
  const last = history.at(-1)
  if (state !== 'MARKED' || last === undefined || secondsSince(last.at, now) <= DECIDES_AFTER) return undefined
  const refusals = history.filter(({ event }) => event === 'rejected').length
  return refusals === 0 && fractionOf(`${feedbackId} ${last.at}`) < 0.25 ? 'reject' : 'confirm'
}
