import { DeskError } from '../errors.ts'
import type { Channel } from '../platform/channel.ts'
import type { ClaimedAction } from '../store/actions.ts'

/** Makes the one call that an action stands for. Refunds of money have a worker of their own. */
export async function writeAction(channel: Channel, action: ClaimedAction, mediaIds: readonly string[]): Promise<void> {
  const { platform_id: platformId, mchid, details } = action
  switch (action.kind) {
    case 'completion':
      return await channel.complete(platformId, {
        mchid,
        actionId: action.id,
        actor: action.created_by,
        earlierAttemptAt: action.write_started_at,
        settledAsAgreed: details.settledAsAgreed ?? false,
      })
    case 'refund-decision':
      return await channel.decideRefund(
        platformId,
        details.decision === 'approve'
          ? { decision: 'approve', launchRefundDay: details.launchRefundDay ?? 0 }
          : { decision: 'reject', reason: action.content ?? '', mediaIds },
      )
    case 'delivery-notice':
      return await reportDelivery(channel, action)
    default:
      return await channel.reply(platformId, { mchid, content: action.content ?? '', mediaIds })
  }
}

async function reportDelivery(
  channel: Channel,
  { id, platform_id, created_by, details }: ClaimedAction,
): Promise<void> {
  const { delivery } = details
  if (delivery === undefined)
    throw new DeskError('DELIVERY_MISSING', 'The action does not say what to report.', 'Report the delivery again.')
  const { status, outTradeNo, reason } = delivery
  const at = new Date(delivery.at)
  await channel.reportDelivery(platform_id, { actionId: id, actor: created_by, status, at, outTradeNo, reason })
}
