import { MessageOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { complaintQuery } from '../api/queries.ts'
import { useApi } from '../app/services.ts'
import { DeadlineList } from '../complaint/DeadlineList.tsx'
import { Facts } from '../complaint/facts.tsx'
import { PayerPhone } from '../complaint/PayerPhone.tsx'
import { Pictures } from '../complaint/Pictures.tsx'
import { RightsFacts } from '../rights/RightsFacts.tsx'
import { TakeUpButton } from '../rights/TakeUpButton.tsx'
import { ProblemNote } from '../shell/ProblemNote.tsx'

/** Everything about one ticket but the conversation, below its row. */
export function TicketDetails({ id }: { readonly id: string }) {
  const { t } = useTranslation()
  const api = useApi()
  const complaint = useQuery(complaintQuery(api, id))
  if (complaint.data === undefined) {
    return complaint.error === null ? (
      <output className="ticket-details-skeleton" aria-label={t('detail.loading')}>
        <span className="skeleton" data-width="third" />
        <span className="skeleton" data-width="half" />
        <span className="skeleton" data-width="third" />
      </output>
    ) : (
      <ProblemNote title={t('detail.failed')} error={complaint.error} onRetry={() => void complaint.refetch()} />
    )
  }
  const { data } = complaint
  const pictures = data.timeline.find((entry) => entry.action === 'USER_CREATE_COMPLAINT')?.images ?? []
  return (
    <div className="ticket-details">
      <div className="ticket-tools">
        {data.rights !== null && <TakeUpButton complaintId={data.id} state={data.rights.ticketState} />}
        <Link to="/complaints/$complaintId" params={{ complaintId: data.id }} search={{ state: 'all' }}>
          <MessageOutlined aria-hidden /> {t('rights.page.openChat')}
        </Link>
      </div>
      <div className="ticket-facts">
        {data.rights !== null && <RightsFacts complaint={data} ticket={data.rights} />}
        <Facts title={t('deadline.title')}>
          <DeadlineList deadlines={data.deadlines} rule={t('rights.ticket.ruleSettlement')} />
        </Facts>
        <Facts title={t('detail.phone')}>
          <PayerPhone complaint={data} />
        </Facts>
        {pictures.length > 0 && (
          <Facts title={t('rights.ticket.evidence')}>
            <Pictures images={pictures} />
          </Facts>
        )}
      </div>
    </div>
  )
}
