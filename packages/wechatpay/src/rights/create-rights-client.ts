import type { CallOptions } from '../client/types.ts'
import type { OfficialAccountClient } from '../official-account/client-types.ts'
import type { PaySignKey } from './app-signature.ts'
import { buildDeliveryNotice, type DeliveryNotice } from './delivery-notice.ts'
import { buildUpdateFeedback, type MarkOutcome, outcomeOfRefusal, type RightsTicket } from './update-feedback.ts'

export interface RightsClient {
  /** Tells the platform that what was agreed has been carried out. Cannot be taken back; safe to repeat. */
  markHandled(ticket: RightsTicket, options?: CallOptions): Promise<MarkOutcome>
  /** Reports the delivery of an order. */
  notifyDelivery(notice: DeliveryNotice, options?: CallOptions): Promise<void>
}

/** The two calls of the rights system, on the connection and the access token of an official account. */
export function createRightsClient(
  officialAccount: Pick<OfficialAccountClient, 'account' | 'caller'>,
  paySignKey: PaySignKey,
): RightsClient {
  const { account, caller } = officialAccount
  return {
    async markHandled(ticket, options) {
      const request = buildUpdateFeedback(ticket)
      try {
        await caller.json(request, options)
        return 'marked'
      } catch (error) {
        return outcomeOfRefusal(error)
      }
    },
    async notifyDelivery(notice, options) {
      await caller.json(buildDeliveryNotice(account.appId, paySignKey, notice), options)
    },
  }
}
