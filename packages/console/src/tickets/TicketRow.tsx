import { RightOutlined } from '@ant-design/icons'
import { type MouseEvent, memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Complaint } from '../api/types.ts'
import { ticketStateHint, ticketStateText, titleText } from '../complaint/labels.ts'
import { useNow } from '../format/clock.ts'
import { complaintTimeLeft } from '../format/time-left.ts'
import { BlockedButton } from '../shell/BlockedButton.tsx'
import { Instant } from '../shell/Instant.tsx'
import { TimeBadge } from '../shell/TimeBadge.tsx'
import '../complaint/complaint.css'

interface Props {
  readonly ticket: Complaint
  readonly open: boolean
  readonly onToggle: () => void
  readonly onSettle: () => void
}

/** True for a click beside everything that does something of its own, and not at the end of selecting text. */
function isBlank({ target, currentTarget }: MouseEvent): boolean {
  if (!(target instanceof Element) || !currentTarget.contains(target)) return false
  return target.closest('a, button') === null && getSelection()?.isCollapsed !== false
}

const blockedBy = {
  MARKED: 'rights.page.alreadyMarked',
  CLOSED: 'rights.page.alreadyClosed',
} as const

const isOver = (state: string | null): state is keyof typeof blockedBy => state === 'MARKED' || state === 'CLOSED'

export const TicketRow = memo(function TicketRow({ ticket, open, onToggle, onSettle }: Props) {
  const { t } = useTranslation()
  const now = useNow()
  const title = titleText(t, ticket)
  const state = ticket.channelState ?? ticket.state
  const left = <TimeBadge left={complaintTimeLeft(ticket, now)} dueAt={ticket.dueAt} />
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- the keyboard has the button in the first cell
    <tr className="ticket-row" data-open={open} onClick={(event) => isBlank(event) && onToggle()}>
      <td>
        <div className="ticket-first">
          <button
            type="button"
            className="ticket-toggle"
            aria-expanded={open}
            aria-controls={open ? `ticket-${ticket.id}` : undefined}
            aria-label={t(open ? 'rights.page.collapse' : 'rights.page.expand', { title })}
            onClick={onToggle}
          >
            <RightOutlined aria-hidden />
          </button>
          <div className="ticket-words">
            <Instant at={ticket.complainedAt} />
            <span className="narrow-only">{title}</span>
          </div>
        </div>
      </td>
      <td className="wide-only">
        <span className="ticket-reason">{title}</span>
        {!title.startsWith(ticket.detail) && <span className="ticket-remark-line muted">{ticket.detail}</span>}
      </td>
      <td className="wide-only">{ticket.merchantName}</td>
      <td>
        <span className="detail-state" data-state={state} title={ticketStateHint(t, state)}>
          {ticketStateText(t, state)}
        </span>
        <span className="narrow-only">{left}</span>
      </td>
      <td className="wide-only">{left}</td>
      <td>
        <BlockedButton
          size="small"
          type="primary"
          title={t('rights.settle.openHint')}
          blocked={isOver(state) ? t(blockedBy[state]) : undefined}
          onClick={onSettle}
        >
          {t('rights.settle.open')}
        </BlockedButton>
      </td>
    </tr>
  )
})
