import type { z } from 'zod'
import type { ActionRow } from '../../store/actions.ts'
import type { ActionDetails } from '../../store/schema/outbox.ts'
import type { action } from '../schemas/action.ts'
import { imagePath } from './image.ts'
import { messageView } from './rights-message.ts'

export const actionView = (row: ActionRow): z.infer<typeof action> => ({
  id: row.id,
  complaintId: row.complaint_id,
  kind: row.kind,
  state: row.state,
  content: row.content,
  // Those of a message stand in its parts.
  images: (row.kind === 'message' ? [] : row.images).map((mediaKey) => ({ mediaKey, url: imagePath(mediaKey) })),
  createdAt: row.created_at.toISOString(),
  createdBy: row.created_by,
  attempts: row.attempts,
  nextAttemptAt: row.state === 'queued' ? row.next_attempt_at.toISOString() : null,
  sentAt: row.sent_at?.toISOString() ?? null,
  verifiedAt: row.verified_at?.toISOString() ?? null,
  decision: row.details.decision ?? null,
  refund: refundView(row.details),
  message: row.details.message === undefined ? null : messageView(row.details.message),
  delivery: deliveryView(row.details),
  approval: row.needs_approval ? { by: row.approved_by } : null,
  problem: row.problem,
})

const refundView = ({ amount, outRefundNo, refundState, settledBy }: ActionDetails) =>
  amount === undefined
    ? null
    : { amount, outRefundNo: outRefundNo ?? null, state: refundState ?? null, settledBy: settledBy ?? null }

const deliveryView = ({ delivery }: ActionDetails) =>
  delivery === undefined ? null : { status: delivery.status, at: new Date(delivery.at).toISOString() }
