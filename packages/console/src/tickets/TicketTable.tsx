import { ArrowDownOutlined, ArrowUpOutlined } from '@ant-design/icons'
import { Fragment, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Complaint } from '../api/types.ts'
import { useMediaQuery } from '../shell/use-media-query.ts'
import type { TicketFilter } from './filter.ts'
import { SettleTicket } from './SettleTicket.tsx'
import { TicketDetails } from './TicketDetails.tsx'
import { TicketRow } from './TicketRow.tsx'

interface Props {
  readonly tickets: readonly Complaint[]
  readonly filter: TicketFilter
  /** The rows are those of the filter before, while the new ones load. */
  readonly busy: boolean
  readonly onChange: (change: Partial<TicketFilter>) => void
}

/** Columns that are shown: a narrow screen has room for half of them, and a cell may not span more than there are. */
const COLUMNS = { wide: 6, narrow: 3 } as const

export function TicketTable({ tickets, filter, busy, onChange }: Props) {
  const { t } = useTranslation()
  // The dialog stays mounted while closed: it is what gives the focus back to the button.
  const [settling, setSettling] = useState<{ readonly id: string; readonly open: boolean }>()
  const narrow = useMediaQuery('(max-width: 899px)')
  const newestFirst = filter.sort === '-complainedAt'
  const SortIcon = newestFirst ? ArrowDownOutlined : ArrowUpOutlined
  return (
    <>
      <table className="tickets-table" aria-busy={busy}>
        <thead>
          <tr>
            <th scope="col" className="column-filed" aria-sort={newestFirst ? 'descending' : 'ascending'}>
              <button
                type="button"
                className="tickets-sort"
                onClick={() => onChange({ sort: newestFirst ? 'complainedAt' : '-complainedAt' })}
              >
                {t('rights.page.filedAt')} <SortIcon aria-hidden />
                <span className="visually-hidden">
                  {t(newestFirst ? 'rights.page.sortOldest' : 'rights.page.sortNewest')}
                </span>
              </button>
            </th>
            <th scope="col" className="wide-only">
              {t('rights.page.reason')}
            </th>
            <th scope="col" className="wide-only column-account">
              {t('rights.ticket.account')}
            </th>
            <th scope="col" className="column-state">
              {t('rights.page.stateColumn')}
            </th>
            <th scope="col" className="wide-only column-left">
              {t('rights.page.timeLeft')}
            </th>
            <th scope="col" className="column-actions">
              {t('rights.page.actions')}
            </th>
          </tr>
        </thead>
        <tbody>
          {tickets.map((ticket) => {
            const open = ticket.id === filter.open
            return (
              <Fragment key={ticket.id}>
                <TicketRow
                  ticket={ticket}
                  open={open}
                  onToggle={() => onChange({ open: open ? '' : ticket.id })}
                  onSettle={() => setSettling({ id: ticket.id, open: true })}
                />
                {open && (
                  <tr className="ticket-unfolded" id={`ticket-${ticket.id}`}>
                    <td colSpan={COLUMNS[narrow ? 'narrow' : 'wide']}>
                      <TicketDetails id={ticket.id} />
                    </td>
                  </tr>
                )}
              </Fragment>
            )
          })}
        </tbody>
      </table>
      {settling !== undefined && (
        <SettleTicket
          key={settling.id}
          id={settling.id}
          open={settling.open}
          onClose={() => setSettling({ ...settling, open: false })}
        />
      )}
    </>
  )
}
