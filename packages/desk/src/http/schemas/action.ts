import { z } from 'zod'
import { id, instant } from './common.ts'

export const actionKind = z.enum(['reply', 'completion'])

export const actionState = z.enum(['queued', 'sending', 'sent', 'verified', 'parked', 'cancelled'])

export const actionProblem = z
  .object({ code: z.string(), message: z.string(), remedy: z.string() })
  .meta({ id: 'ActionProblem' })

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
    problem: actionProblem.nullable().meta({ description: 'the latest refusal or failure' }),
  })
  .meta({ id: 'Action', description: 'What we intend. What happened is in the timeline.' })
