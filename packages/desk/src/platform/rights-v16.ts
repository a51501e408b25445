import type { MarkOutcome } from '@redress/wechatpay'
import type { Kysely } from 'kysely'
import { DeskError } from '../errors.ts'
import type { OfficialAccountInfo } from '../official-accounts/accounts.ts'
import type { MasterKey } from '../sealing/seal.ts'
import { insertConversationEntry, ownMessageEntry } from '../store/conversation.ts'
import { READ_PRIORITY, wantRead } from '../store/reads.ts'
import { factsOutOfInbox, insertRightsFact } from '../store/rights-facts.ts'
import { ticketsOfOrder, writeRightsOrder } from '../store/rights-orders.ts'
import { loadRightsTicket, type RightsTicketParts } from '../store/rights-tickets.ts'
import type { Database } from '../store/schema/database.ts'
import type { Capability, CapabilityName, Channel, CompletionIntent, DeliveryIntent, MessageIntent } from './channel.ts'
import type { InTurn } from './complaints-v2.ts'
import { notAvailable } from './not-available.ts'
import type { OfficialAccountCalls } from './official-account-clients.ts'
import { downloadPayerPicture } from './payer-picture.ts'
import { PAYER_MEDIA, ticketEntries } from './rights-entries.ts'
import { readTicket } from './rights-reading.ts'

export interface RightsChannelDeps {
  readonly db: Kysely<Database>
  readonly masterKey: MasterKey
  readonly account: OfficialAccountInfo
  /** Where the account's calls go; undefined means the real hosts. */
  readonly platformUrl: string | undefined
  readonly calls: OfficialAccountCalls
  readonly inTurn: InTurn
  readonly now: () => Date
}

const available: Capability = { available: true }

const notOffered = (code: string, reason: string) => ({ available: false, code, reason }) as const

const noReply = notOffered('WRITE_MESSAGES', 'Rights tickets have no replies: write messages to the payer.')
const noRefund = notOffered('NO_REFUND_CALL', 'The rights system V1.6 moves no money: refund in the way of the order.')
const noList = notOffered('NO_LIST_CALL', 'The platform has no call that lists rights tickets: it only notifies.')
const noAddressCall = notOffered(
  'NO_ADDRESS_CALL',
  'The notification address of the rights system is registered by the platform’s people, not by a call.',
)

const capabilities: Readonly<Record<CapabilityName, Capability>> = {
  reply: noReply,
  'reply-pictures': noReply,
  complete: available,
  'refund-decision': noRefund,
  'immediate-reply': noReply,
  message: available,
  'delivery-notice': available,
}

/** A payer can only refuse what was marked: a mark whose answer was lost has arrived then. */
const isRefusedSince = ({ ticket }: RightsTicketParts, since: Date): boolean =>
  ticket.events.some(({ fact }) => fact.kind === 'reject' && fact.receivedAt > since.getTime())

/**
 * The rights system V1.6 behind the port. The platform has no call that reads a ticket: what it told, and what it took
 * from the desk, is kept here and made into a complaint.
 */
export function rightsV16({ db, masterKey, account, platformUrl, calls, inTurn, now }: RightsChannelDeps): Channel {
  const keyOf = (feedbackId: string) => ({ merchantId: account.id, feedbackId })

  const load = async (feedbackId: string): Promise<RightsTicketParts> => {
    await factsOutOfInbox(db, masterKey, keyOf(feedbackId))
    return await loadRightsTicket(db, masterKey, keyOf(feedbackId), account)
  }
  const payerOf = ({ ticket }: RightsTicketParts): string => {
    if (ticket.openId !== undefined) return ticket.openId
    throw new DeskError('PAYER_UNKNOWN', 'Nobody is known to have filed this ticket.', 'Look at the notices it has.')
  }

  const complete = async (feedbackId: string, intent: CompletionIntent): Promise<void> => {
    const parts = await load(feedbackId)
    const openId = payerOf(parts)
    const { earlierAttemptAt } = intent
    // Nobody decided to mark the ticket again after the payer refused.
    const outcome: MarkOutcome =
      earlierAttemptAt !== null && isRefusedSince(parts, earlierAttemptAt)
        ? 'already-changed'
        : await inTurn<MarkOutcome>(
            'feedback-update',
            async () => await calls.rights.markHandled({ feedbackId, openId }),
          )
    // Marked before: by the attempt whose answer was lost, if there was one. The clock ended then and not now.
    const earlier = outcome === 'already-changed' ? earlierAttemptAt : null
    const at = now().getTime()
    await insertRightsFact(db, masterKey, keyOf(feedbackId), {
      kind: 'marked',
      id: `marked:${intent.actionId}`,
      at: earlier?.getTime() ?? at,
      receivedAt: at,
      actor: intent.actor,
      outcome,
      settledAsAgreed: intent.settledAsAgreed,
    })
  }

  const answeredSince = async (feedbackId: string, since: Date): Promise<boolean> =>
    isRefusedSince(await load(feedbackId), since)

  const sendMessage = async (feedbackId: string, { actionId, actor, message }: MessageIntent): Promise<void> => {
    const openId = payerOf(await load(feedbackId))
    await inTurn('message', async () => await calls.client.messages.send(openId, message))
    const at = now()
    const sent = { merchantId: account.id, openId, feedbackId, actionId, actor, message, at, now: at }
    await insertConversationEntry(db, ownMessageEntry(sent))
  }

  const reportDelivery = async (feedbackId: string, delivery: DeliveryIntent): Promise<void> => {
    const parts = await load(feedbackId)
    const openId = payerOf(parts)
    const transactionId = parts.ticket.filing?.transactionId
    if (transactionId === undefined || transactionId === null) {
      throw new DeskError(
        'TRANSACTION_UNKNOWN',
        'The ticket names no transaction.',
        'Report it in the console instead.',
      )
    }
    const { status, at, outTradeNo, reason, actor, actionId } = delivery
    const notice = { openId, transactionId, outTradeNo, deliveredAt: at, status, message: reason }
    await inTurn('delivery-notice', async () => await calls.rights.notifyDelivery(notice))
    const written = now()
    const order = { merchantId: account.id, transactionId }
    await db.transaction().execute(async (trx) => {
      const deliveredAt = status === 'delivered' ? at : null
      const changes = { outTradeNo, delivery: status, deliveredAt } as const
      await writeRightsOrder(trx, order, changes, { source: 'api', by: actor, now: written })
      await insertRightsFact(trx, masterKey, keyOf(feedbackId), {
        kind: 'delivery-reported',
        id: `delivery-reported:${actionId}`,
        at: written.getTime(),
        receivedAt: written.getTime(),
        actor,
        status,
        deliveredAt: at.getTime(),
        reason: reason ?? null,
      })
    })
    for (const platformId of await ticketsOfOrder(db, order)) {
      const key = { merchantId: account.id, channel: 'rights-v16', platformId } as const
      await wantRead(db, key, { priority: READ_PRIORITY.event, now: now() })
    }
  }

  return {
    capability: (name) => capabilities[name],
    // Marking and reporting twice is taken as once; a message said twice is two messages.
    canLookUp: (kind) => kind !== 'message',
    list: async () => await notAvailable(noList),
    detail: async (feedbackId) => readTicket(feedbackId, account, await load(feedbackId)),
    history: async (feedbackId) => ticketEntries(await load(feedbackId)),
    reply: async () => await notAvailable(noReply),
    complete,
    answeredSince,
    decideRefund: async () => await notAvailable(noRefund),
    refund: async () => await notAvailable(noRefund),
    findRefund: async () => await notAvailable(noRefund),
    upload: async () => await notAvailable(noReply),
    sendMessage,
    uploadMedia: async (kind, { bytes }) =>
      (await inTurn('media-upload', async () => await calls.client.media.upload({ kind, bytes }))).mediaId,
    reportDelivery,
    download: async (url, { maxBytes }) => {
      if (!url.startsWith(PAYER_MEDIA)) return await downloadPayerPicture(url, { maxBytes, platformUrl })
      const mediaId = url.slice(PAYER_MEDIA.length)
      return await inTurn('media-download', async () => await calls.client.media.download(mediaId, { maxBytes }))
    },
    notificationUrl: async () => await notAvailable(noAddressCall),
    ensureNotificationUrl: async () => await notAvailable(noAddressCall),
  }
}
