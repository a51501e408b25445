import {
  type Complaint,
  type ComplaintMedia,
  type HistoryEntry,
  type MessageBlock,
  openText,
  PlatformError,
  type Refund,
  restoreComplaintMediaId,
  type WechatPayClient,
} from '@redress/wechatpay'
import type { PlatformCall } from '../domain/budgets.ts'
import { sideOf } from '../domain/timeline.ts'
import { ensureCallbackUrl } from '../merchants/callback-url.ts'
import type { Capability, CapabilityName, Channel, ComplaintReading, EntryReading, RefundReading } from './channel.ts'
import { notAvailable } from './not-available.ts'
import { downloadPlainLink } from './plain-link.ts'

const HISTORY_PAGE = 300
const SIGNED_PICTURE_PATH = '/v3/merchant-service/images/'

const urlsOf = (media: readonly ComplaintMedia[]): string[] => media.flatMap(({ urls }) => [...urls])

function phoneOpener(client: WechatPayClient, ciphertext: string | undefined): () => string | null {
  return () => {
    if (ciphertext === undefined) return null
    try {
      return client.decrypt(ciphertext)
    } catch {
      // Sealed for a certificate that was replaced. The complaint matters more than the number.
      return null
    }
  }
}

function readComplaint(client: WechatPayClient, complaint: Complaint): ComplaintReading {
  const order = complaint.orders[0]
  return {
    platformId: complaint.id,
    mchid: complaint.complaintedMerchantId,
    state: openText(complaint.state),
    channelState: null,
    payerOpenId: null,
    detail: complaint.detail,
    problemType: complaint.problemType === undefined ? null : openText(complaint.problemType),
    problemDescription: complaint.problemDescription,
    complainedAt: complaint.complainedAt.date,
    complaintTimes: complaint.complaintTimes,
    awaitingReply: complaint.awaitingReply,
    fullyRefunded: complaint.fullyRefunded,
    order: order ? { transactionId: order.transactionId, outTradeNo: order.outTradeNo, amount: order.amount } : null,
    applyRefundAmount: complaint.applyRefundAmount ?? null,
    userTags: complaint.userTags.map(openText),
    needImmediateService: complaint.needImmediateService,
    inPlatformService: complaint.inPlatformService,
    agentMode: complaint.agentMode,
    openPayerPhone: phoneOpener(client, complaint.payerPhoneCiphertext),
    pictures: urlsOf(complaint.media),
    clock: null,
    raw: complaint.raw,
  }
}

function blockText(block: MessageBlock): string[] {
  switch (block.type) {
    case 'TEXT':
    case 'LINK':
      return [block.text]
    case 'FAQ_LIST':
      return block.faqs.map((faq) => faq.title)
    case 'BUTTON':
      return [block.button.text]
    case 'BUTTON_GROUP':
      return block.buttons.map((button) => button.text)
    default:
      return []
  }
}

/** The words of an entry, wherever its kind keeps them. */
function contentOf(entry: HistoryEntry): string | null {
  const help = [entry.platformServiceReason, entry.platformServiceDescription].filter((text) => text !== undefined)
  const blocks = entry.message?.blocks.flatMap(blockText) ?? []
  const candidates = [entry.details, entry.click?.content, blocks.join('\n'), help.join('\n')]
  return candidates.find((text) => text !== undefined && text !== '') ?? null
}

function readEntry(entry: HistoryEntry): EntryReading {
  const action = openText(entry.action)
  return {
    logId: entry.logId,
    at: entry.operatedAt.date,
    action,
    wireAction: entry.wireAction,
    side: sideOf(action),
    operator: entry.operator,
    content: contentOf(entry),
    pictures: [...urlsOf(entry.media), ...entry.imageUrls],
    raw: entry.raw,
  }
}

const available: Capability = { available: true }

const onlyRights = {
  available: false,
  code: 'ONLY_RIGHTS_V16',
  reason: 'Only tickets of the rights system V1.6 have this.',
} as const

const capabilities: Readonly<Record<CapabilityName, Capability>> = {
  reply: available,
  'reply-pictures': available,
  complete: available,
  'refund-decision': available,
  'immediate-reply': {
    available: false,
    code: 'IMMEDIATE_REPLY_NOT_OFFERED',
    reason: 'Reply with plain text and pictures; block messages are not offered.',
  },
  message: onlyRights,
  'delivery-notice': onlyRights,
}

const readRefund = ({ state, amount }: Refund): RefundReading => ({ state: openText(state), amount })

/** A partner names the sub-merchant whose order it is; a merchant of its own names nobody. */
const subMerchant = ({ identity }: WechatPayClient, mchid: string) =>
  mchid === identity.merchantId ? {} : { subMerchantId: mchid }

/** Lets a call go when its turn has come. */
export type InTurn = <Answer>(call: PlatformCall, send: () => Promise<Answer>) => Promise<Answer>

/** Consumer complaints 2.0 behind the port. Every request goes out in turn. */
export function complaintsV2(client: WechatPayClient, inTurn: InTurn): Channel {
  return {
    capability: (name) => capabilities[name],
    // Everything shows in the history of the complaint, or is found by its number.
    canLookUp: (kind) => kind !== 'message' && kind !== 'delivery-notice',
    list: async (window) => {
      const { items, totalCount } = await inTurn('list', async () => await client.complaints.list(window))
      return { items: items.map((item) => readComplaint(client, item)), totalCount }
    },
    detail: async (platformId) =>
      readComplaint(client, await inTurn('detail', async () => await client.complaints.get(platformId))),
    history: async (platformId) => {
      const entries = new Map<string, EntryReading>()
      let total: number | undefined
      for (let offset = 0; ; ) {
        const query = { limit: HISTORY_PAGE, offset }
        const page = await inTurn('history', async () => await client.complaints.history(platformId, query))
        total ??= page.totalCount
        offset += page.items.length
        for (const item of page.items) entries.set(item.logId, readEntry(item))
        // Entries slip back while new ones come in, so entries are counted and not pages. Without a total only an empty
        // page is the end: the platform may cap a page below what was asked for.
        if (page.items.length === 0 || (total !== undefined && entries.size >= total)) return [...entries.values()]
      }
    },
    reply: async (platformId, { mchid, content, mediaIds }) => {
      const images = mediaIds.map(restoreComplaintMediaId)
      const reply = { complaintedMerchantId: mchid, content, images }
      await inTurn('reply', async () => await client.complaints.reply(platformId, reply))
    },
    complete: async (platformId, { mchid }) => {
      const completion = { complaintedMerchantId: mchid }
      await inTurn('complete', async () => await client.complaints.complete(platformId, completion))
    },
    decideRefund: async (platformId, intent) => {
      const decision =
        intent.decision === 'approve'
          ? intent
          : { decision: intent.decision, reason: intent.reason, images: intent.mediaIds.map(restoreComplaintMediaId) }
      await inTurn('refund-decision', async () => await client.complaints.decideRefund(platformId, decision))
    },
    refund: async ({ mchid, ...refund }) => {
      const request = { ...refund, ...subMerchant(client, mchid) }
      return readRefund(await inTurn('refund', async () => await client.refunds.create(request)))
    },
    findRefund: async (outRefundNo, mchid) => {
      try {
        const options = subMerchant(client, mchid)
        return readRefund(await inTurn('refund', async () => await client.refunds.get(outRefundNo, options)))
      } catch (error) {
        if (error instanceof PlatformError && error.status === 404) return undefined
        throw error
      }
    },
    upload: async (picture) => await inTurn('upload', async () => await client.images.upload(picture)),
    download: async (url, limits) => {
      if (new URL(url).pathname.startsWith(SIGNED_PICTURE_PATH)) {
        return await inTurn('download', async () => await client.images.download(url, limits))
      }
      return await downloadPlainLink(url, limits)
    },
    sendMessage: async () => await notAvailable(onlyRights),
    uploadMedia: async () => await notAvailable(onlyRights),
    reportDelivery: async () => await notAvailable(onlyRights),
    // A payer who goes on shows in the complaint, which is completed again only if somebody wants it.
    answeredSince: async () => await Promise.resolve(false),
    ensureNotificationUrl: async (url) =>
      await inTurn('notifications', async () => await ensureCallbackUrl(client.notificationUrl, url)),
    notificationUrl: async () => (await inTurn('notifications', async () => await client.notificationUrl.get()))?.url,
  }
}
