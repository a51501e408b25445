import { createHash } from 'node:crypto'
import { openText, type RightsNotice } from '@redress/wechatpay'
import type { NoticeFact } from '../domain/rights/facts.ts'
import type { Notice } from '../inbox/index.ts'
import { RIGHTS_EVENT_TYPE } from '../store/rights-notice.ts'

/** Kinds become parts of ids and are shown; no kind of the platform looks different. */
export const isUsableKind = (wireKind: string): boolean => /^[A-Za-z0-9_-]{1,32}$/.test(wireKind)

/**
 * The same for every delivery of one notification. The payer is part of it: with a signature of one's own and the number
 * of another's ticket one could otherwise be there first, and the true notification would look like a repetition.
 */
export const noticeIdOf = ({ deduplicationKey, openId }: RightsNotice): string =>
  `${deduplicationKey}:${createHash('sha256').update(openId).digest('hex').slice(0, 12)}`

const kinds: Readonly<Record<string, NoticeFact['kind']>> = { REQUEST: 'request', CONFIRM: 'confirm', REJECT: 'reject' }

const kindOf = ({ kind }: RightsNotice): NoticeFact['kind'] =>
  (typeof kind === 'string' ? kinds[kind] : undefined) ?? 'unknown-notice'

export const rightsNoticeToFact = (notice: RightsNotice, receivedAt: Date): NoticeFact => ({
  kind: kindOf(notice),
  id: noticeIdOf(notice),
  at: notice.sentAt.date.getTime(),
  receivedAt: receivedAt.getTime(),
  wireKind: notice.wireKind,
  openId: notice.openId,
  transactionId: notice.transactionId ?? null,
  reason: notice.reason ?? null,
  solution: notice.solution ?? null,
  remark: notice.remark ?? null,
  pictureUrls: notice.pictureUrls,
})

export const rightsNotice = (
  notice: RightsNotice,
  row: Pick<Notice, 'id' | 'merchantId' | 'receivedAt' | 'rawBody'>,
): Notice => ({
  ...row,
  channel: 'rights-v16',
  notificationId: noticeIdOf(notice),
  eventType: RIGHTS_EVENT_TYPE,
  action: openText(notice.kind),
  complaintPlatformId: notice.feedbackId,
  platformSerial: '',
})
