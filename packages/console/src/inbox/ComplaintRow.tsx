import { Link } from '@tanstack/react-router'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Complaint } from '../api/types.ts'
import { titleText } from '../complaint/labels.ts'
import { Marks } from '../complaint/Marks.tsx'
import { useNow } from '../format/clock.ts'
import { yuan } from '../format/money.ts'
import { complaintTimeLeft } from '../format/time-left.ts'
import { TimeBadge } from '../shell/TimeBadge.tsx'

interface Props {
  readonly complaint: Complaint
}

/** A link that the router marks with `aria-current` while its complaint is open. */
export const ComplaintRow = memo(function ComplaintRow({ complaint }: Props) {
  const { t } = useTranslation()
  const now = useNow()
  return (
    <Link
      to="/complaints/$complaintId"
      params={{ complaintId: complaint.id }}
      search
      className="complaint-row"
      data-complaint={complaint.id}
    >
      <span className="complaint-row-line">
        <span className="complaint-row-problem">{titleText(t, complaint)}</span>
        {complaint.order !== null && <span className="number">{yuan(complaint.order.amount)}</span>}
        <span className="complaint-row-time">
          <TimeBadge left={complaintTimeLeft(complaint, now)} dueAt={complaint.dueAt} />
        </span>
      </span>
      <span className="complaint-row-detail">{complaint.detail}</span>
      <span className="complaint-row-line">
        <span className="complaint-row-merchant">{complaint.merchantName}</span>
        <Marks complaint={complaint} />
      </span>
    </Link>
  )
})
