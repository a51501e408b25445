import { z } from 'zod'
import { fen, id, instant } from './common.ts'
import { message } from './rights.ts'

export const actionKind = z.enum(['reply', 'completion', 'refund-decision', 'refund', 'message', 'delivery-notice'])

export const actionState = z.enum(['queued', 'sending', 'sent', 'verified', 'parked', 'cancelled'])

export const actionProblem = z
  .object({ code: z.string(), message: z.string(), remedy: z.string() })
  .meta({ id: 'ActionProblem' })

export const newSettlement = z
  .object({ outcome: z.enum(['sent', 'not-sent']).meta({ description: 'not-sent cancels it; retry sends it again' }) })
  .meta({ id: 'NewSettlement', description: 'What a person saw in the chat.' })

export const action = z
  .object({
    id,
    complaintId: id,
    kind: actionKind,
    state: actionState.meta({
      description:
        'sent: the platform accepted it. verified: it was read back from the platform. parked: a person decides.',
    }),
    content: z.string().nullable(),
    images: z.array(z.object({ mediaKey: z.string(), url: z.string() })),
    createdAt: instant,
    createdBy: z.string(),
    attempts: z.int().min(0),
    nextAttemptAt: instant.nullable(),
    sentAt: instant.nullable(),
    verifiedAt: instant.nullable(),
    decision: z.enum(['approve', 'reject']).nullable().meta({ description: 'of a refund decision' }),
    refund: z
      .object({
        amount: fen,
        outRefundNo: z.string().nullable(),
        state: z
          .string()
          .nullable()
          .meta({ description: 'as the platform reports it: PROCESSING, SUCCESS, CLOSED, ABNORMAL' }),
        settledBy: z.string().nullable().meta({ description: 'who paid, when it was not this desk' }),
      })
      .nullable()
      .meta({ description: 'of an approval and of its refund' }),
    message: message.nullable().meta({ description: 'of a message' }),
    delivery: z
      .object({ status: z.enum(['delivered', 'failed']), at: instant })
      .nullable()
      .meta({ description: 'of a delivery notice' }),
    approval: z
      .object({ by: z.string().nullable() })
      .nullable()
      .meta({ description: 'a second person has to agree; null when nobody has to' }),
    problem: actionProblem.nullable().meta({ description: 'the latest refusal or failure' }),
  })
  .meta({ id: 'Action', description: 'What we intend. What happened is in the timeline.' })

export const newActionWords = z
  .object({
    content: z.string().min(1).max(500).optional().meta({ description: 'of a reply' }),
    reason: z.string().min(1).max(200).optional().meta({ description: 'of the rejection of a refund' }),
    images: z.array(z.string()).max(4).optional().meta({ description: 'media keys of all pictures it then has' }),
  })
  .meta({ id: 'NewActionWords', description: 'What is absent stays as it is.' })
