import type { FileComplaintInput, Simulator } from '@redress/simulator'
import type { Logger } from 'pino'
import { chatMove, ticketMove } from './account-payer.ts'
import { fileRights, type RightsFiling } from './file-rights.ts'
import { payerMove } from './payer.ts'
import { samplePicture } from './pictures.ts'
import { ACCOUNT, LATER_RIGHTS } from './rights-samples.ts'
import { FIRST_SAMPLES, LATER_SAMPLES, type Sample } from './samples.ts'

const HOUR_MS = 3_600_000
const FILE_EVERY_MS = 30_000
const FILE_RIGHTS_EVERY_MS = 90_000
const LOOK_EVERY_MS = 4_000
/** Enough to fill a page and to see it live; then it stays quiet. */
const MOST_COMPLAINTS = 60
const MOST_TICKETS = 15

async function toInput(
  { hoursAgo, pictures = 0, ...sample }: Sample,
  now: Date,
  number: number,
): Promise<FileComplaintInput> {
  const images = await Promise.all(Array.from({ length: pictures }, (_, index) => samplePicture(number * 7 + index)))
  const at = hoursAgo === undefined ? undefined : new Date(now.getTime() - hoursAgo * HOUR_MS)
  return { ...sample, ...(images.length > 0 ? { images } : {}), ...(at === undefined ? {} : { at }) }
}

/** Files the complaints that are there from the beginning; on data of an earlier start it does nothing. */
export async function fileFirstSamples(simulator: Simulator): Promise<void> {
  if (simulator.complaints().length > 0) return
  const now = simulator.now()
  for (const [number, sample] of FIRST_SAMPLES.entries()) {
    await simulator.fileComplaint(await toInput(sample, now, number))
  }
}

/** Lets payers go on while the demo runs: new complaints now and then, answers to replies. */
export function startTrickle(rights: RightsFiling, log: Logger): { stop(): Promise<void> } {
  const { simulator } = rights
  let under = Promise.resolve()
  const inTurn = (work: () => Promise<void>): void => {
    under = under.then(work).catch((error: unknown) => log.warn({ err: error }, 'a payer of the demo could not act'))
  }

  const fileOne = async (): Promise<void> => {
    const count = simulator.complaints().length
    const sample = LATER_SAMPLES[count % LATER_SAMPLES.length]
    if (count >= MOST_COMPLAINTS || sample === undefined) return
    await simulator.fileComplaint(await toInput(sample, simulator.now(), count))
  }

  const fileOneTicket = async (): Promise<void> => {
    const count = simulator.rights.list().length
    const sample = LATER_RIGHTS[count % LATER_RIGHTS.length]
    if (count < MOST_TICKETS && sample !== undefined) await fileRights(rights, sample, count)
  }

  const letFollowersAct = (now: Date): void => {
    for (const chat of simulator.officialAccounts.chats(ACCOUNT.appId)) {
      const text = chatMove(chat, now)
      if (text !== undefined) simulator.officialAccounts.send(ACCOUNT.appId, { openId: chat.openId, text })
    }
    for (const ticket of simulator.rights.list()) {
      const decision = ticketMove(ticket, now)
      if (decision !== undefined) simulator.rights[decision](ticket.feedbackId)
    }
  }

  const letPayersAct = async (): Promise<void> => {
    letFollowersAct(simulator.now())
    for (const complaint of simulator.complaints()) {
      const move = payerMove(complaint, simulator.now())
      if (move?.kind === 'message') await simulator.addMessage(complaint.complaintId, { content: move.content })
      if (move?.kind === 'continue') await simulator.continueComplaint(complaint.complaintId, { content: move.content })
    }
  }

  const timers = [
    setInterval(() => inTurn(fileOne), FILE_EVERY_MS),
    setInterval(() => inTurn(fileOneTicket), FILE_RIGHTS_EVERY_MS),
    setInterval(() => inTurn(letPayersAct), LOOK_EVERY_MS),
  ]
  return {
    stop: async () => {
      for (const timer of timers) clearInterval(timer)
      await under
    },
  }
}
