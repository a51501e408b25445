import { ArrowLeftOutlined, CheckOutlined, PayCircleOutlined, ReloadOutlined } from '@ant-design/icons'
import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import type { Ref } from 'react'
import { useTranslation } from 'react-i18next'
import { done } from '../api/client.ts'
import { complaintQuery, sessionQuery } from '../api/queries.ts'
import type { ComplaintDetail } from '../api/types.ts'
import { useApi } from '../app/services.ts'
import { useNow } from '../format/clock.ts'
import { complaintTimeLeft } from '../format/time-left.ts'
import { agoText } from '../format/time-text.ts'
import { TakeUpButton } from '../rights/TakeUpButton.tsx'
import { announce } from '../shell/announcer.tsx'
import { BlockedButton } from '../shell/BlockedButton.tsx'
import { explain } from '../shell/ProblemNote.tsx'
import { TimeBadge } from '../shell/TimeBadge.tsx'
import { blockedText, stateText, ticketStateHint, ticketStateText, titleText } from './labels.ts'
import { Marks } from './Marks.tsx'

interface Props {
  readonly complaint: ComplaintDetail
  readonly headingRef: Ref<HTMLHeadingElement>
  readonly onBack: () => void
  readonly onComplete: () => void
  readonly onRefund: () => void
}

const LOOKS = 10
const LOOK_EVERY_MS = 400

/** Waits, a few seconds at most, until the desk has read the platform after `readAt`. */
async function waitForReading(
  queryClient: QueryClient,
  query: ReturnType<typeof complaintQuery>,
  readAt: string,
): Promise<boolean> {
  for (let look = 0; look < LOOKS; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
    const fresh = await queryClient.fetchQuery({ ...query, staleTime: 0 })
    if (fresh.readAt !== readAt) return true
  }
  return false
}

export function ComplaintHeader({ complaint, headingRef, onBack, onComplete, onRefund }: Props) {
  const { t } = useTranslation()
  const api = useApi()
  const now = useNow()
  const queryClient = useQueryClient()
  const { data: user } = useQuery(sessionQuery(api))
  const { complete, refundDecision } = complaint.applicable
  const refundBlocked = !refundDecision.allowed
    ? blockedText(t, refundDecision)
    : user?.role === 'owner'
      ? undefined
      : t('refund.ownersOnly')
  const completeText = t(complaint.rights === null ? 'detail.complete' : 'rights.settle.open')
  const refresh = useMutation({
    mutationFn: async () => {
      await done(api.http.POST('/api/v1/complaints/{id}/refresh', { params: { path: { id: complaint.id } } }))
      return await waitForReading(queryClient, complaintQuery(api, complaint.id), complaint.readAt)
    },
    onSuccess: (read) => announce(t(read ? 'detail.refreshed' : 'detail.refreshing')),
    onError: (error) => announce(explain(t, error).message),
  })
  return (
    <header className="detail-header">
      <Button
        className="detail-back"
        type="text"
        icon={<ArrowLeftOutlined aria-hidden />}
        aria-label={t('detail.back')}
        onClick={onBack}
      />
      <div className="detail-title">
        <h1 id="complaint-title" ref={headingRef} tabIndex={-1}>
          {titleText(t, complaint)}
          {complaint.channelState === null ? (
            <span className="detail-state" data-state={complaint.state}>
              {stateText(t, complaint.state)}
            </span>
          ) : (
            <span
              className="detail-state"
              data-state={complaint.channelState}
              title={ticketStateHint(t, complaint.channelState)}
            >
              {ticketStateText(t, complaint.channelState)}
            </span>
          )}
        </h1>
        <p className="detail-subtitle">
          <span className="detail-merchant">{complaint.merchantName}</span>
          {complaint.duty !== null && (
            <span className="detail-due">
              {t(`duty.${complaint.duty}`)}{' '}
              <TimeBadge left={complaintTimeLeft(complaint, now)} dueAt={complaint.dueAt} />
            </span>
          )}
          <Marks complaint={complaint} stateShown />
        </p>
      </div>
      <div className="detail-actions">
        {/* The platform has no call that reads a ticket: there is nothing to read anew. */}
        {complaint.rights === null && (
          <>
            <span className="detail-read muted">
              {t('detail.readAt', { ago: agoText(t, Date.parse(complaint.readAt), now) })}
            </span>
            <Button
              type="text"
              icon={<ReloadOutlined aria-hidden />}
              aria-label={t('detail.refresh')}
              title={t('detail.refresh')}
              loading={refresh.isPending}
              onClick={() => refresh.mutate()}
            />
          </>
        )}
        {complaint.rights === null ? (
          <BlockedButton icon={<PayCircleOutlined aria-hidden />} blocked={refundBlocked} onClick={onRefund}>
            {t('refund.open')}
          </BlockedButton>
        ) : (
          <TakeUpButton complaintId={complaint.id} state={complaint.rights.ticketState} />
        )}
        <BlockedButton
          icon={<CheckOutlined aria-hidden />}
          blocked={complete.allowed ? undefined : blockedText(t, complete)}
          title={`${completeText} (e)`}
          onClick={onComplete}
        >
          {completeText}
        </BlockedButton>
      </div>
    </header>
  )
}
