import { z } from 'zod'
import { action } from './action.ts'
import { cursor, fen, guardReason, id, instant, limit, nextCursor } from './common.ts'
import { message, rightsTicket } from './rights.ts'

const openEnum = (description: string) =>
  z.string().meta({ description: `${description}. Open: values the platform invents later are passed through.` })

export const channel = z.enum(['complaints-v2', 'rights-v16'])

export const deadlineKind = z.enum(['first-reply', 'next-reply', 'settlement', 'delivery'])

export const deadline = z
  .object({
    kind: deadlineKind,
    episode: z.int().min(1),
    startsAt: instant,
    dueAt: instant,
    metAt: instant
      .nullable()
      .meta({ description: 'when the duty ended; null while open or when the instant is not known' }),
    stage: z
      .union([z.literal(0), z.literal(50), z.literal(80), z.literal(100)])
      .nullable()
      .meta({ description: 'hundredths of its length used up, while open; 100 is late' }),
    state: z.enum(['open', 'met', 'missed']).meta({ description: 'missed: the due instant passed first' }),
  })
  .meta({ id: 'Deadline' })

export const order = z.object({ transactionId: z.string(), outTradeNo: z.string(), amount: fen }).meta({ id: 'Order' })

const complaintFields = {
  id,
  channel,
  merchant: z.string().meta({ description: 'slug of the merchant that holds the keys' }),
  merchantName: z.string(),
  mchid: z.string().meta({ description: 'the complained merchant at the platform' }),
  platformId: z.string().meta({ description: 'complaint_id at the platform' }),
  state: openEnum('PENDING, PROCESSING or PROCESSED'),
  channelState: openEnum('of rights-v16: PENDING, PROCESSING, MARKED, CLOSED, REJECTED, ARBITRATION').nullable(),
  detail: z.string().meta({ description: "the payer's own words" }),
  problemType: openEnum('REFUND, SERVICE_NOT_WORK or OTHERS').nullable(),
  problemDescription: z.string(),
  complainedAt: instant,
  dueAt: instant.nullable().meta({ description: 'the nearest duty; null when nothing is owed' }),
  duty: deadlineKind.nullable(),
  deadlines: z.array(deadline),
  complaintTimes: z.int().min(0).meta({ description: '1 + the number of times the payer continued' }),
  awaitingReply: z.boolean(),
  fullyRefunded: z.boolean(),
  order: order.nullable(),
  applyRefundAmount: fen.nullable(),
  userTags: z.array(z.string()),
  payerPhone: z.object({ masked: z.string() }).nullable(),
  needImmediateService: z.boolean(),
  inPlatformService: z.boolean(),
  agentMode: z.boolean(),
  pendingActions: z.int().min(0).meta({ description: 'actions queued, sending, sent or parked' }),
  updatedAt: instant,
  readAt: instant.meta({ description: 'when the platform was last read for this complaint' }),
}

export const complaint = z.object(complaintFields).meta({ id: 'Complaint' })

export const timelineImage = z
  .object({
    mediaKey: z.string().nullable(),
    url: z.string().nullable().meta({ description: 'path at this desk, never a platform address' }),
    thumbnailUrl: z.string().nullable(),
    state: z.enum(['stored', 'pending', 'missing']),
    reason: z.string().nullable().meta({
      description: 'a code that says why the picture is missing; PICTURE_EXPIRED: removed when its time was over',
    }),
    contentType: z.string().nullable().meta({ description: 'voices and videos of rights-v16 stand here, too' }),
  })
  .meta({ id: 'TimelineImage' })

export const timelineEntry = z
  .object({
    id,
    at: instant,
    action: openEnum('clean name: as the platform calls it, misspellings mended'),
    wireAction: z.string().meta({ description: 'as the platform spells it' }),
    side: z.enum(['payer', 'merchant', 'platform', 'system']),
    operator: z.string(),
    content: z.string().nullable(),
    episode: z.int().min(1),
    images: z.array(timelineImage),
    message: message.nullable().meta({ description: 'of rights-v16: what the desk sent, in its parts' }),
  })
  .meta({ id: 'TimelineEntry' })

export const episode = z
  .object({ number: z.int().min(1), openedAt: instant, closedAt: instant.nullable() })
  .meta({ id: 'Episode', description: 'A stretch of work: the first complaint opens one, each continuation another.' })

const applicability = {
  allowed: z.boolean(),
  code: z.string().optional(),
  reason: z.string().optional().meta({ description: 'why not, for people' }),
}

export const applicable = z
  .object({
    reply: z.object(applicability),
    message: z.object(applicability).meta({ description: 'customer-service messages of rights-v16' }),
    deliveryNotice: z.object(applicability),
    complete: z.object({ ...applicability, guards: z.array(guardReason) }),
    refundDecision: z.object({
      ...applicability,
      proposedAmount: fen.meta({ description: 'what the payer asks for' }),
      maxAmount: fen.meta({ description: 'the whole order' }),
      fourEyesAbove: fen.meta({ description: 'above it a second person has to agree' }),
    }),
  })
  .meta({ id: 'Applicable', description: 'What can be done now, and why not. Guards ask before they refuse.' })

export const note = z
  .object({ id, at: instant, author: z.string(), content: z.string() })
  .meta({ id: 'Note', description: 'An internal remark; never leaves the desk.' })

export const complaintDetail = z
  .object({
    ...complaintFields,
    timeline: z.array(timelineEntry),
    episodes: z.array(episode),
    actions: z.array(action),
    notes: z.array(note),
    applicable,
    rights: rightsTicket.nullable(),
  })
  .meta({ id: 'ComplaintDetail' })

export const complaintQuery = z.object({
  state: z.string().max(64).optional().meta({ description: 'PENDING, PROCESSING or PROCESSED' }),
  channel: channel.optional(),
  channelState: z.string().max(64).optional().meta({ description: 'of rights-v16' }),
  merchant: z.string().max(64).optional().meta({ description: 'slug' }),
  label: z.string().max(64).optional().meta({ description: 'of all merchants that carry this label' }),
  q: z.string().max(200).optional().meta({ description: 'words of the complaint, ids, order numbers' }),
  sort: z.enum(['due', 'complainedAt', '-complainedAt', 'updatedAt', '-updatedAt']).default('due'),
  limit,
  cursor,
})

export const complaintPage = z
  .object({
    items: z.array(complaint),
    nextCursor,
    counts: z
      .object({
        PENDING: z.int(),
        PROCESSING: z.int(),
        PROCESSED: z.int(),
        all: z.int(),
        capped: z.boolean().meta({ description: 'there may be more than was counted' }),
      })
      .meta({ description: 'under the same filters but the state; with q counted up to 100, first what is due first' }),
  })
  .meta({ id: 'ComplaintPage' })

export const newReply = z
  .object({
    content: z.string().min(1).max(500),
    images: z.array(z.string()).max(4).optional().meta({ description: 'media keys from POST /api/v1/images' }),
  })
  .meta({ id: 'NewReply' })

export const newCompletion = z
  .object({
    overrideReason: z
      .string()
      .min(1)
      .max(500)
      .optional()
      .meta({ description: 'completes in spite of the guards; audited' }),
    settledAsAgreed: z.boolean().optional().meta({
      description: 'of rights-v16, where it is asked for: what was agreed with the payer has been carried out',
    }),
  })
  .meta({ id: 'NewCompletion' })

export const newNote = z.object({ content: z.string().min(1).max(2000) }).meta({ id: 'NewNote' })

export const newPhoneReveal = z
  .object({ reason: z.string().min(1).max(200).meta({ description: 'kept in the audit log' }) })
  .meta({ id: 'NewPhoneReveal' })

export const phone = z.object({ phone: z.string() }).meta({ id: 'Phone' })

export const newRefundDecision = z
  .discriminatedUnion('decision', [
    z.object({
      decision: z.literal('approve'),
      launchRefundDay: z
        .int()
        .min(0)
        .max(30)
        .default(0)
        .meta({ description: 'working days until the refund is started' }),
      amount: fen.min(1).optional().meta({ description: 'what the payer asks for, when absent' }),
    }),
    z.object({
      decision: z.literal('reject'),
      reason: z.string().min(1).max(200).meta({ description: 'shown to the payer' }),
      images: z.array(z.string()).max(4).optional(),
    }),
  ])
  .meta({ id: 'NewRefundDecision' })
