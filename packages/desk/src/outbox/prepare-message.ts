import type { ClassicMessage } from '@redress/wechatpay'
import type { Kysely } from 'kysely'
import type { Channel } from '../platform/channel.ts'
import type { ClaimedAction } from '../store/actions.ts'
import { windowProblemOf } from '../store/reply-window.ts'
import type { Database } from '../store/schema/database.ts'
import { type FileForPlatform, uploadFiles } from './message-files.ts'
import { payerOf } from './messages.ts'
import type { SendResult } from './next-step.ts'

export interface MessageDeps {
  readonly db: Kysely<Database>
  readonly file: FileForPlatform
  readonly clock: () => Date
}

const noMessage: SendResult = {
  kind: 'refused',
  problem: { code: 'MESSAGE_MISSING', message: 'The action holds no message.', remedy: 'Write the message again.' },
}

/** Everything before a message goes out: the reply window, and the files that it names. */
export async function prepareMessage(
  deps: MessageDeps,
  channel: Pick<Channel, 'uploadMedia'>,
  action: ClaimedAction,
): Promise<SendResult | { readonly message: ClassicMessage }> {
  const { db, clock } = deps
  const { message } = action.details
  if (message === undefined) return noMessage
  const merchantId = action.merchant_id
  const openId = await payerOf(db, { merchantId, complaintId: action.complaint_id })
  const closed = async (): Promise<SendResult | undefined> => {
    const problem = await windowProblemOf(db, { merchantId, openId }, clock())
    return problem && { kind: 'refused', problem }
  }
  const before = await closed()
  if (before) return before
  const ready = await uploadFiles({ ...deps, channel }, action, message)
  // Files take their time, and the window may close meanwhile.
  return (await closed()) ?? { message: ready }
}
