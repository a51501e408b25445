import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { accountsQuery } from '../api/queries.ts'
import { useApi } from '../app/services.ts'
import { ADD_ACCOUNT_COMMAND, Command } from '../shell/Command.tsx'
import { EmptyState } from '../shell/EmptyState.tsx'
import { searchFromTicketFilter, ticketFilterFromSearch, ticketViews } from './filter.ts'
import { TicketList } from './TicketList.tsx'
import { TermsView } from './terms/TermsView.tsx'
import './tickets.css'

const route = getRouteApi('/shell/rights')

/** All tickets of the rights system by date, and the own reasons and solutions, as the platform's own page has them. */
export function TicketsPage() {
  const { t } = useTranslation()
  const api = useApi()
  const filter = ticketFilterFromSearch({ ...route.useSearch() })
  const { data: accounts } = useQuery(accountsQuery(api))
  return (
    <div className="tickets">
      <title>{`${t('rights.page.title')} · Redress`}</title>
      <h1>{t('rights.page.title')}</h1>
      <p className="muted">{t('rights.page.intro')}</p>
      <nav className="tickets-views" aria-label={t('rights.page.views')}>
        {ticketViews.map((view) => (
          <Link
            key={view}
            to="/rights"
            search={searchFromTicketFilter({ ...filter, view })}
            activeOptions={{ exact: true }}
          >
            {t(`rights.page.${view}`)}
          </Link>
        ))}
      </nav>
      {accounts?.length === 0 ? (
        <EmptyState title={t('rights.page.noAccount')} hint={t('rights.page.noAccountHint')}>
          <Command>{ADD_ACCOUNT_COMMAND}</Command>
        </EmptyState>
      ) : filter.view === 'terms' ? (
        <TermsView />
      ) : (
        <TicketList filter={filter} accounts={accounts ?? []} />
      )}
    </div>
  )
}
