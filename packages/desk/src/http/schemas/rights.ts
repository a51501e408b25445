import { z } from 'zod'
import { instant } from './common.ts'

export const ticketState = z
  .enum(['PENDING', 'PROCESSING', 'MARKED', 'CLOSED', 'REJECTED', 'ARBITRATION'])
  .meta({ description: 'MARKED: the merchant is done and the payer is asked. REJECTED: the payer refused.' })

export const goods = z.enum(['virtual', 'service', 'physical'])

export const replyWindow = z
  .object({
    open: z.boolean(),
    closesAt: instant.nullable(),
    remaining: z.int().nullable().meta({ description: 'messages that may still be sent; null is unlimited' }),
    reason: z
      .enum(['never-opened', 'expired', 'count-used-up', 'unsubscribed'])
      .nullable()
      .meta({ description: 'why nothing can be sent' }),
  })
  .meta({ id: 'ReplyWindow', description: 'Whether the account may write to the payer now.' })

export const heldNotice = z
  .object({
    id: z.string(),
    kind: z.string().meta({ description: 'CONFIRM, REJECT or what came' }),
    at: instant,
    receivedAt: instant,
    code: z.enum(['TICKET_UNKNOWN', 'TICKET_CLOSED', 'PAYER_MISMATCH', 'TRANSACTION_MISMATCH', 'KIND_UNKNOWN']),
    message: z.string(),
  })
  .meta({
    id: 'HeldNotice',
    description: 'A notification that was not applied, since its unsigned part may be forged.',
  })

export const rightsTicket = z
  .object({
    appId: z.string(),
    openId: z.string(),
    ticketState,
    reason: z.string(),
    solution: z.string().nullable().meta({ description: 'what the payer wishes' }),
    remark: z.string().nullable().meta({ description: 'phone numbers masked' }),
    transactionId: z.string().nullable(),
    order: z.object({
      goods,
      goodsAssumed: z.boolean().meta({ description: 'nobody has said so; the default of the account' }),
      outTradeNo: z.string().nullable(),
      paidAt: instant.nullable(),
      delivery: z.enum(['delivered', 'failed', 'undelivered', 'unknown']),
      deliveredAt: instant.nullable(),
      deliveryDueAt: instant.nullable().meta({ description: '24 h after payment, 72 h for physical goods' }),
      source: z.enum(['notice', 'api', 'hand']).nullable(),
    }),
    filing: z
      .object({
        endsAt: instant.nullable().meta({ description: '45 days after payment' }),
        problem: z.enum(['AFTER_WINDOW', 'BEFORE_DELIVERY_DEADLINE']).nullable(),
      })
      .meta({ description: 'whether the complaint was filed within its time; null while the payment is not known' }),
    arbitration: z.object({
      eligible: z.boolean(),
      reasons: z.array(z.enum(['OVERDUE', 'REJECTED'])),
      demandedAt: instant.nullable(),
    }),
    replyWindow,
    messageTypes: z.array(z.enum(['text', 'image', 'voice', 'video', 'music', 'news'])),
    maxArticles: z.int(),
    heldNotices: z.array(heldNotice),
  })
  .meta({ id: 'RightsTicket', description: 'What a complaint of the channel rights-v16 has beyond the others.' })

const mediaKey = z.string().min(1).max(128).meta({ description: 'from POST /api/v1/media' })
const title = z.string().max(128).optional()
const description = z.string().max(512).optional()
const link = z.url({ protocol: /^https?$/ }).max(1024)

const messageParts = [
  z.object({ type: z.literal('text'), content: z.string().min(1).max(2048) }),
  z.object({ type: z.literal('image'), mediaKey }),
  z.object({ type: z.literal('voice'), mediaKey }),
  z.object({ type: z.literal('video'), mediaKey, thumbMediaKey: mediaKey, title, description }),
  z.object({
    type: z.literal('music'),
    musicUrl: link,
    hqMusicUrl: link,
    thumbMediaKey: mediaKey,
    title,
    description,
  }),
  z.object({
    type: z.literal('news'),
    articles: z
      .array(z.object({ title, description, url: link.optional(), pictureUrl: link.optional() }))
      .min(1)
      .max(10),
  }),
] as const

export const message = z
  .discriminatedUnion('type', messageParts)
  .meta({ id: 'Message', description: 'A customer-service message to the payer of a rights ticket.' })

export const newMessage = z.object({ message: z.discriminatedUnion('type', messageParts) }).meta({ id: 'NewMessage' })

export const newTyping = z.object({ shown: z.boolean() }).meta({ id: 'NewTyping' })

export const newDeliveryNotice = z
  .object({
    status: z.enum(['delivered', 'failed']),
    at: instant,
    outTradeNo: z.string().min(1).max(64).optional().meta({ description: 'needed unless the desk knows it' }),
    reason: z.string().min(1).max(200).optional().meta({ description: 'needed when it failed; sent to the platform' }),
  })
  .meta({ id: 'NewDeliveryNotice' })

export const newOrderFacts = z
  .object({
    goods: goods.optional(),
    paidAt: instant.optional(),
    outTradeNo: z.string().min(1).max(64).optional(),
    delivery: z.enum(['delivered', 'failed', 'undelivered']).optional(),
    deliveredAt: instant.optional(),
  })
  .meta({ id: 'NewOrderFacts', description: 'What is known of the order; what is left out stays as it is.' })

export const newArbitration = z
  .object({ demanded: z.boolean().meta({ description: 'false: it has ended' }), at: instant.optional() })
  .meta({ id: 'NewArbitration' })

export const heldNoticeParams = z.object({ id: z.string().min(1).max(64), noticeId: z.string().min(1).max(128) })

export const newHeldDecision = z
  .object({ decision: z.enum(['apply', 'dismiss']), reason: z.string().min(1).max(200) })
  .meta({ id: 'NewHeldDecision' })

export const mediaUploadQuery = z.object({ kind: z.enum(['image', 'voice', 'video', 'thumb']) })

export const uploadedMedia = z
  .object({ mediaKey: z.string(), contentType: z.string(), size: z.int(), url: z.string() })
  .meta({ id: 'UploadedMedia' })

export const officialAccount = z
  .object({
    slug: z.string(),
    name: z.string(),
    appId: z.string(),
    partnerId: z.string(),
    profile: z.enum(['v16', 'y2018', 'y2021', 'current']),
    pushMode: z.enum(['off', 'plain', 'compatible', 'safe']),
    defaultGoods: goods,
    labels: z.array(z.string()),
    rightsCallbackPath: z.string(),
    pushCallbackPath: z.string(),
  })
  .meta({ id: 'OfficialAccount' })

export const officialAccountList = z.object({ items: z.array(officialAccount) }).meta({ id: 'OfficialAccountList' })

/** Characters as people count them, not UTF-16 units. */
const term = z
  .string()
  .trim()
  .min(1)
  .refine((text) => [...text].length <= 15, { error: 'at most 15 characters' })
  .meta({ maxLength: 15 })

const termFields = { reasons: z.array(term).max(3), solutions: z.array(term).max(3) }

export const terms = z
  .object(termFields)
  .meta({ id: 'AccountTerms', description: 'Own complaint reasons and solutions, in their order.' })

export const newTerms = z.object(termFields).meta({ id: 'NewAccountTerms' })
