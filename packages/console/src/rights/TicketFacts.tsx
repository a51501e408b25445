import { useTranslation } from 'react-i18next'
import { Fact, Facts } from '../complaint/facts.tsx'
import { exactInstant } from '../format/instants.ts'
import { CopyText } from '../shell/CopyText.tsx'
import type { TicketProps } from './RightsFacts.tsx'

/** Who complains of what, in the payer's words, with the ids that evidence is asked for by. */
export function TicketFacts({ complaint, ticket }: TicketProps) {
  const { t } = useTranslation()
  const none = <span className="muted">{t('rights.ticket.none')}</span>
  return (
    <Facts title={t('rights.ticket.title')}>
      <dl>
        <Fact label={t('rights.ticket.reason')}>
          <strong>{ticket.reason}</strong>
        </Fact>
        <Fact label={t('rights.ticket.solution')}>
          {ticket.solution === null ? none : <strong>{ticket.solution}</strong>}
        </Fact>
        <Fact label={t('rights.ticket.remark')}>
          {ticket.remark === null ? none : <span className="ticket-remark">{ticket.remark}</span>}
        </Fact>
        <Fact label={t('rights.ticket.filedAt')}>
          <time className="number" dateTime={complaint.complainedAt}>
            {exactInstant(Date.parse(complaint.complainedAt))}
          </time>
        </Fact>
        <Fact label={t('rights.ticket.number')}>
          <CopyText text={complaint.platformId} what={t('rights.ticket.number')} />
        </Fact>
        <Fact label={t('rights.ticket.openId')}>
          <CopyText text={ticket.openId} what={t('rights.ticket.openId')} />
        </Fact>
        <Fact label={t('rights.ticket.transactionId')}>
          {ticket.transactionId === null ? (
            none
          ) : (
            <CopyText text={ticket.transactionId} what={t('rights.ticket.transactionId')} />
          )}
        </Fact>
        <Fact label={t('rights.ticket.account')}>
          {complaint.merchantName} <CopyText text={ticket.appId} what={t('rights.ticket.appId')} />
        </Fact>
      </dl>
    </Facts>
  )
}
