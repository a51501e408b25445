import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api/errors.ts'
import { complaintQuery } from '../api/queries.ts'
import type { ComplaintDetail } from '../api/types.ts'
import { useApi } from '../app/services.ts'
import { useShortcuts } from '../keyboard/use-shortcuts.ts'
import { RefundDialog } from '../refund/RefundDialog.tsx'
import { Composer } from '../reply/Composer.tsx'
import { EmptyState } from '../shell/EmptyState.tsx'
import { ProblemNote } from '../shell/ProblemNote.tsx'
import { useMediaQuery } from '../shell/use-media-query.ts'
import { ComplaintHeader } from './ComplaintHeader.tsx'
import { CompleteDialog } from './CompleteDialog.tsx'
import { DetailSkeleton } from './DetailSkeleton.tsx'
import { FactsPanel } from './FactsPanel.tsx'
import { Thread } from './Thread.tsx'
import './complaint.css'

// Only tickets of an official account need these.
const ChatPanel = lazy(async () => ({ default: (await import('../chat/ChatPanel.tsx')).ChatPanel }))
const SettleDialog = lazy(async () => ({ default: (await import('../rights/SettleDialog.tsx')).SettleDialog }))

const route = getRouteApi('/shell/complaints/$complaintId')

export function ComplaintPage() {
  const { t } = useTranslation()
  const api = useApi()
  const { complaintId } = route.useParams()
  const complaint = useQuery(complaintQuery(api, complaintId))
  const navigate = useNavigate()
  const back = () => void navigate({ to: '/complaints', search: true })
  useShortcuts({ back })

  if (complaint.data === undefined) {
    if (complaint.error === null) return <DetailSkeleton />
    const missing = complaint.error instanceof ApiError && complaint.error.status === 404
    return missing ? (
      <EmptyState title={t('detail.notFound')} hint={t('detail.notFoundHint')}>
        <a href="/complaints">{t('detail.back')}</a>
      </EmptyState>
    ) : (
      <div className="detail-problem">
        <ProblemNote title={t('detail.failed')} error={complaint.error} onRetry={() => void complaint.refetch()} />
      </div>
    )
  }
  return <OpenComplaint key={complaintId} complaint={complaint.data} onBack={back} />
}

function OpenComplaint({ complaint, onBack }: { readonly complaint: ComplaintDetail; readonly onBack: () => void }) {
  const { t } = useTranslation()
  const [completing, setCompleting] = useState(false)
  const [refunding, setRefunding] = useState(false)
  const composer = useRef<HTMLTextAreaElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const alone = useMediaQuery('(max-width: 899px)')
  const wide = useMediaQuery('(min-width: 1200px)')

  useShortcuts({
    reply: () => composer.current?.focus(),
    complete: () => {
      if (complaint.applicable.complete.allowed) setCompleting(true)
    },
  })
  // With the list out of sight, the focus would otherwise be lost with the row that opened this.
  useEffect(() => {
    if (alone) heading.current?.focus()
  }, [alone])

  const facts = <FactsPanel complaint={complaint} />
  return (
    <article className="detail" aria-labelledby="complaint-title">
      <ComplaintHeader
        complaint={complaint}
        headingRef={heading}
        onBack={onBack}
        onComplete={() => setCompleting(true)}
        onRefund={() => setRefunding(true)}
      />
      <div className="detail-body">
        <div className="detail-conversation">
          {!wide && (
            <details className="detail-fold">
              <summary>{t('detail.showFacts')}</summary>
              {facts}
            </details>
          )}
          <Thread complaint={complaint} />
          {complaint.rights === null ? (
            <Composer complaint={complaint} inputRef={composer} />
          ) : (
            <Suspense fallback={<output className="chat-skeleton" aria-label={t('detail.loading')} />}>
              <ChatPanel complaint={complaint} ticket={complaint.rights} inputRef={composer} />
            </Suspense>
          )}
        </div>
        {wide && (
          <aside className="detail-facts" aria-label={t('detail.facts')}>
            {facts}
          </aside>
        )}
      </div>
      {complaint.rights === null ? (
        <>
          <RefundDialog complaint={complaint} open={refunding} onClose={() => setRefunding(false)} />
          <CompleteDialog complaint={complaint} open={completing} onClose={() => setCompleting(false)} />
        </>
      ) : (
        <Suspense fallback={null}>
          <SettleDialog complaint={complaint} open={completing} onClose={() => setCompleting(false)} />
        </Suspense>
      )}
    </article>
  )
}
