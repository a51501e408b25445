import { Link } from '@tanstack/react-router'
import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { OfficialAccount } from '../api/types.ts'
import { ticketStateText } from '../complaint/labels.ts'
import { searchFromTicketFilter, type TicketFilter, ticketStateFilters } from './filter.ts'

interface Props {
  readonly filter: TicketFilter
  readonly accounts: readonly OfficialAccount[]
  readonly onChange: (change: Partial<TicketFilter>) => void
}

/** State and account. Both live in the URL. */
export function TicketFilters({ filter, accounts, onChange }: Props) {
  const { t } = useTranslation()
  return (
    <div className="tickets-filters">
      <nav className="tickets-states" aria-label={t('rights.page.state')}>
        {ticketStateFilters.map((state) => (
          <Link
            key={state}
            to="/rights"
            search={searchFromTicketFilter({ ...filter, state, open: '' })}
            aria-current={state === filter.state ? 'page' : undefined}
          >
            {state === 'all' ? t('rights.page.all') : ticketStateText(t, state)}
          </Link>
        ))}
      </nav>
      {(accounts.length > 1 || filter.account !== '') && (
        <Select
          className="tickets-account"
          aria-label={t('rights.ticket.account')}
          value={filter.account}
          options={[
            { value: '', label: t('rights.page.allAccounts') },
            ...accounts.map(({ slug, name }) => ({ value: slug, label: name })),
          ]}
          onChange={(account) => onChange({ account, open: '' })}
        />
      )}
    </div>
  )
}
