import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ComplaintDetail } from '../api/types.ts'
import { exactInstant } from '../format/instants.ts'
import { yuan } from '../format/money.ts'
import { RefundSteps } from '../refund/RefundSteps.tsx'
import { CopyText } from '../shell/CopyText.tsx'
import { Instant } from '../shell/Instant.tsx'
import { ActionLog } from './ActionLog.tsx'
import { DeadlineList } from './DeadlineList.tsx'
import { Notes } from './Notes.tsx'
import { PayerPhone } from './PayerPhone.tsx'
import './facts.css'

/** What is known about a complaint besides what was said. */
export function FactsPanel({ complaint }: { readonly complaint: ComplaintDetail }) {
  const { t } = useTranslation()
  const { order } = complaint
  return (
    <div className="facts">
      <Facts title={t('detail.order')}>
        {order === null ? (
          <p className="muted">{t('detail.noOrder')}</p>
        ) : (
          <dl>
            <Fact label={t('detail.amount')}>
              <strong className="number">{yuan(order.amount)}</strong>
            </Fact>
            {complaint.applyRefundAmount !== null && (
              <Fact label={t('detail.applyRefund')}>
                <strong className="number">{yuan(complaint.applyRefundAmount)}</strong>
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
      <RefundSteps actions={complaint.actions} />
      <Facts title={t('deadline.title')}>
        <DeadlineList deadlines={complaint.deadlines} />
      </Facts>
      <Facts title={t('detail.payer')}>
        <dl>
          <Fact label={t('detail.phone')}>
            <PayerPhone complaint={complaint} />
          </Fact>
          {complaint.problemDescription !== '' && (
            <Fact label={t('detail.problem')}>{complaint.problemDescription}</Fact>
          )}
        </dl>
      </Facts>
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

const Facts = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <section className="facts-section">
    <h2>{title}</h2>
    {children}
  </section>
)

const Fact = ({ label, children }: { readonly label: string; readonly children: ReactNode }) => (
  <div className="fact">
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
)
