import { z } from 'zod'
import { cursor, id, instant, limit, nextCursor } from './common.ts'

export const inboxState = z.enum(['pending', 'applied', 'parked'])

export const inboxRow = z
  .object({
    id,
    merchant: z.string(),
    channel: z.string(),
    notificationId: z.string(),
    eventType: z.string(),
    action: z.string(),
    complaintPlatformId: z.string(),
    receivedAt: instant,
    state: inboxState,
    attempts: z.int().min(0),
    nextAttemptAt: instant.nullable(),
    appliedAt: instant.nullable(),
    problemCode: z.string().nullable(),
  })
  .meta({ id: 'InboxRow' })

export const inboxQuery = z.object({
  state: inboxState.optional(),
  merchant: z.string().max(64).optional(),
  limit,
  cursor,
})

export const inboxPage = z.object({ items: z.array(inboxRow), nextCursor }).meta({ id: 'InboxPage' })
