import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import type { ComplaintDetail } from '../api/types.ts'
import { exactInstant } from '../format/instants.ts'
import { yuan } from '../format/money.ts'
import { RefundSteps } from '../refund/RefundSteps.tsx'
import { CopyText } from '../shell/CopyText.tsx'
import { Instant } from '../shell/Instant.tsx'
import { ActionLog } from './ActionLog.tsx'
import { DeadlineList } from './DeadlineList.tsx'
import { Fact, Facts } from './facts.tsx'
import { Notes } from './Notes.tsx'
import { PayerPhone } from './PayerPhone.tsx'

// Only an official account has such tickets: whoever works with complaints 2.0 alone never loads it.
const RightsFacts = lazy(async () => ({ default: (await import('../rights/RightsFacts.tsx')).RightsFacts }))

/** What is known about a complaint besides what was said. */
export function FactsPanel({ complaint }: { readonly complaint: ComplaintDetail }) {
  const { t } = useTranslation()
  return (
    <div className="facts">
      {complaint.rights === null ? (
        <OrderFacts order={complaint.order} applyRefundAmount={complaint.applyRefundAmount} />
      ) : (
        <Suspense fallback={<FactsSkeleton />}>
          <RightsFacts complaint={complaint} ticket={complaint.rights} />
        </Suspense>
      )}
      <RefundSteps actions={complaint.actions} />
      <Facts title={t('deadline.title')}>
        <DeadlineList
          deadlines={complaint.deadlines}
          {...(complaint.rights === null ? {} : { rule: t('rights.ticket.ruleSettlement') })}
        />
      </Facts>
      <Facts title={t('detail.payer')}>
        <dl>
          <Fact label={t('detail.phone')}>
            <PayerPhone complaint={complaint} />
          </Fact>
          {complaint.rights === null && complaint.problemDescription !== '' && (
            <Fact label={t('detail.problem')}>{complaint.problemDescription}</Fact>
          )}
        </dl>
      </Facts>
      {complaint.rights === null && (
        <Facts title={t('detail.facts')}>
          <dl>
            <Fact label={t('detail.complaintId')}>
              <CopyText text={complaint.platformId} what={t('detail.complaintId')} />
            </Fact>
            <Fact label={t('detail.merchantId')}>
              <CopyText text={complaint.mchid} what={t('detail.merchantId')} />
            </Fact>
            <Fact label={t('detail.complainedAt')}>
              <time className="number" dateTime={complaint.complainedAt}>
                {exactInstant(Date.parse(complaint.complainedAt))}
              </time>
            </Fact>
          </dl>
        </Facts>
      )}
      {complaint.episodes.length > 1 && (
        <Facts title={t('episode.title')}>
          <ol className="episodes">
            {complaint.episodes.map((episode) => (
              <li key={episode.number}>
                <span>
                  {episode.number === 1 ? t('episode.first') : t('episode.again', { number: episode.number })}
                </span>
                <span className="muted">
                  <Instant at={episode.openedAt} />
                  {' · '}
                  {episode.closedAt === null
                    ? t('episode.open')
                    : t('episode.closed', { instant: exactInstant(Date.parse(episode.closedAt)).slice(5, 16) })}
                </span>
              </li>
            ))}
          </ol>
        </Facts>
      )}
      <Facts title={t('note.title')}>
        <Notes complaint={complaint} />
      </Facts>
      {complaint.actions.length > 0 && (
        <Facts title={t('action.title')}>
          <ActionLog actions={complaint.actions} />
        </Facts>
      )}
    </div>
  )
}

function OrderFacts({ order, applyRefundAmount }: Pick<ComplaintDetail, 'order' | 'applyRefundAmount'>) {
  const { t } = useTranslation()
  return (
    <Facts title={t('detail.order')}>
      {order === null ? (
        <p className="muted">{t('detail.noOrder')}</p>
      ) : (
        <dl>
          <Fact label={t('detail.amount')}>
            <strong className="number">{yuan(order.amount)}</strong>
          </Fact>
          {applyRefundAmount !== null && (
            <Fact label={t('detail.applyRefund')}>
              <strong className="number">{yuan(applyRefundAmount)}</strong>
            </Fact>
          )}
          <Fact label={t('detail.transactionId')}>
            <CopyText text={order.transactionId} what={t('detail.transactionId')} />
          </Fact>
          <Fact label={t('detail.outTradeNo')}>
            <CopyText text={order.outTradeNo} what={t('detail.outTradeNo')} />
          </Fact>
        </dl>
      )}
    </Facts>
  )
}

const FactsSkeleton = () => (
  <div className="facts-section">
    <span className="skeleton" data-width="third" />
    <span className="skeleton" data-width="half" />
    <span className="skeleton" data-width="half" />
  </div>
)
