import { beijingTime } from '../clock/beijing.ts'
import { readInput } from '../control/input.ts'
import { SimulatorError } from '../errors.ts'
import { rightsInput } from '../official-account/input.ts'
import type { OfficialPlatform } from '../official-account/official-platform.ts'
import type { Payment } from '../official-account/official-state.ts'
import { keepFile } from '../official-account/payer-elements.ts'
import type { RightsApi, RightsView } from './api.ts'
import type { Rights } from './rights.ts'
import { mayArbitrate } from './rules.ts'
import type { RightsTicket } from './ticket.ts'

export function createRightsApi(
  official: OfficialPlatform,
  rights: Rights,
  pictureUrl: (mediaId: string) => string,
): RightsApi {
  const { state, now } = official.services

  const paymentOf = (transactionId: string): Payment => {
    const payment = state.payments.get(transactionId)
    if (payment !== undefined) return payment
    throw new SimulatorError('RIGHTS_UNKNOWN', 'no payment has this transactionId', 'Let the payer pay first.', {
      field: '/transactionId',
    })
  }
  const view = (ticket: RightsTicket): RightsView => ({
    feedbackId: ticket.feedbackId,
    appId: ticket.appId,
    openId: ticket.openId,
    payerId: ticket.payerId,
    transactionId: ticket.transactionId,
    reason: ticket.reason,
    solution: ticket.solution,
    extInfo: ticket.extInfo,
    pictureUrls: ticket.pictures.map(pictureUrl),
    state: ticket.state,
    goods: state.payments.get(ticket.transactionId)?.goods ?? 'physical',
    filedAt: beijingTime(ticket.filedAt),
    dueAt: beijingTime(ticket.dueAt),
    mayArbitrate: mayArbitrate(ticket, now()),
    history: ticket.history.map(({ at, event }) => ({ at: beijingTime(at), event })),
  })

  return {
    file(given) {
      const input = readInput(rightsInput, given)
      const { appId } = official.account(input.appId)
      const follower =
        input.openId === undefined
          ? official.follower(appId, input.payerId)
          : official.followerByOpenId(appId, input.openId)
      const payment =
        input.transactionId === undefined
          ? rights.payInThePast(appId, follower.openId, input.goods ?? 'physical', input.delivered ?? true)
          : paymentOf(input.transactionId)
      const pictures = (input.pictures ?? []).map((picture, index) =>
        keepFile(official, appId, 'image', picture, `/pictures/${index}`),
      )
      const { reason, solution, extInfo } = input
      const ticket = rights.file(payment, { reason, solution, extInfo, pictures })
      return { feedbackId: ticket.feedbackId, transactionId: ticket.transactionId, openId: ticket.openId }
    },
    list: () => [...state.tickets.values()].map(view),
    get: (feedbackId) => view(rights.ticket(feedbackId)),
    confirm: (feedbackId) => rights.confirm(feedbackId),
    reject: (feedbackId) => rights.reject(feedbackId),
    demandArbitration: (feedbackId) => rights.demandArbitration(feedbackId),
    markInConsole(feedbackId) {
      if (!rights.mark(feedbackId))
        throw new SimulatorError('STATE_CONFLICT', 'the ticket is marked or closed already', 'Look at the ticket.')
    },
  }
}
