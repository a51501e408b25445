import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Fact, Facts } from '../complaint/facts.tsx'
import { blockedText } from '../complaint/labels.ts'
import { useNow } from '../format/clock.ts'
import { exactInstant } from '../format/instants.ts'
import { BlockedButton } from '../shell/BlockedButton.tsx'
import { CopyText } from '../shell/CopyText.tsx'
import { DeliveryDialog } from './DeliveryDialog.tsx'
import { OrderFactsDialog } from './OrderFactsDialog.tsx'
import type { TicketProps } from './RightsFacts.tsx'

/** The order as far as anybody knows it: it decides how long there is to settle, and who is liable. */
export function OrderFacts({ complaint, ticket }: TicketProps) {
  const { t } = useTranslation()
  const now = useNow()
  const [editing, setEditing] = useState(false)
  const [reporting, setReporting] = useState(false)
  const { order, filing } = ticket
  const { deliveryNotice } = complaint.applicable
  const owed = order.delivery !== 'delivered' && order.deliveryDueAt !== null
  return (
    <Facts title={t('rights.order.title')}>
      <dl>
        <Fact label={t('rights.order.goods')}>
          {t(`rights.order.goodsKinds.${order.goods}`)}{' '}
          {order.goodsAssumed && <span className="muted">{t('rights.order.assumed')}</span>}
        </Fact>
        <Fact label={t('rights.order.outTradeNo')}>
          {order.outTradeNo === null ? (
            <Unknown />
          ) : (
            <CopyText text={order.outTradeNo} what={t('rights.order.outTradeNo')} />
          )}
        </Fact>
        <Fact label={t('rights.order.paidAt')}>
          <Moment at={order.paidAt} />
        </Fact>
        <Fact label={t('rights.order.delivery')}>
          <span className="delivery-state" data-state={order.delivery}>
            {t(`rights.order.deliveries.${order.delivery}`)}
          </span>
          {order.deliveredAt !== null && (
            <>
              {' '}
              · <Moment at={order.deliveredAt} />
            </>
          )}
        </Fact>
        {owed && (
          <Fact label={t('rights.order.dueAt')}>
            <Moment at={order.deliveryDueAt} />
            {Date.parse(order.deliveryDueAt ?? '') <= now && <p className="fact-alert">{t('rights.order.dueLate')}</p>}
          </Fact>
        )}
        <Fact label={t('rights.order.filingEnds')}>
          <Moment at={filing.endsAt} />
          {filing.problem !== null ? (
            <p className="fact-notice">{t(`rights.order.filing.${filing.problem}`)}</p>
          ) : (
            filing.endsAt !== null && <p className="muted">{t('rights.order.filingFine')}</p>
          )}
        </Fact>
        {order.source !== null && (
          <Fact label={t('rights.order.source')}>{t(`rights.order.sources.${order.source}`)}</Fact>
        )}
      </dl>
      <div className="facts-choices">
        <Button size="small" onClick={() => setEditing(true)}>
          {t('rights.order.edit')}
        </Button>
        <BlockedButton
          size="small"
          blocked={deliveryNotice.allowed ? undefined : blockedText(t, deliveryNotice)}
          onClick={() => setReporting(true)}
        >
          {t('rights.delivery.do')}
        </BlockedButton>
      </div>
      <OrderFactsDialog complaintId={complaint.id} order={order} open={editing} onClose={() => setEditing(false)} />
      <DeliveryDialog complaintId={complaint.id} order={order} open={reporting} onClose={() => setReporting(false)} />
    </Facts>
  )
}

function Unknown() {
  const { t } = useTranslation()
  return <span className="muted">{t('rights.order.unknown')}</span>
}

function Moment({ at }: { readonly at: string | null }) {
  if (at === null) return <Unknown />
  return (
    <time className="number" dateTime={at}>
      {exactInstant(Date.parse(at)).slice(0, 16)}
    </time>
  )
}
