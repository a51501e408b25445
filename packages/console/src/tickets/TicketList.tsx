import { type InfiniteData, type UseInfiniteQueryResult, useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { ticketsQuery } from '../api/queries.ts'
import type { ComplaintPage, OfficialAccount } from '../api/types.ts'
import { useApi } from '../app/services.ts'
import { EmptyState } from '../shell/EmptyState.tsx'
import { ProblemNote } from '../shell/ProblemNote.tsx'
import { defaultTicketFilter, searchFromTicketFilter, type TicketFilter } from './filter.ts'
import { TicketFilters } from './TicketFilters.tsx'
import { TicketTable } from './TicketTable.tsx'

interface Props {
  readonly filter: TicketFilter
  readonly accounts: readonly OfficialAccount[]
}

/** The tickets, a page at a time; more come on request. */
export function TicketList({ filter, accounts }: Props) {
  const { t } = useTranslation()
  const api = useApi()
  const navigate = useNavigate()
  const tickets = useInfiniteQuery(ticketsQuery(api, filter))
  const show = (change: Partial<TicketFilter>) =>
    void navigate({ to: '/rights', search: searchFromTicketFilter({ ...filter, ...change }), replace: true })
  return (
    <section aria-label={t('rights.page.list')}>
      <TicketFilters filter={filter} accounts={accounts} onChange={show} />
      {tickets.data === undefined ? (
        tickets.error === null ? (
          <TicketSkeleton />
        ) : (
          <ProblemNote title={t('rights.page.failed')} error={tickets.error} onRetry={() => void tickets.refetch()} />
        )
      ) : (
        <Found filter={filter} tickets={tickets} onChange={show} />
      )}
    </section>
  )
}

interface FoundProps {
  readonly filter: TicketFilter
  readonly tickets: UseInfiniteQueryResult<InfiniteData<ComplaintPage>>
  readonly onChange: (change: Partial<TicketFilter>) => void
}

function Found({ filter, tickets, onChange }: FoundProps) {
  const { t } = useTranslation()
  const items = tickets.data?.pages.flatMap((page) => page.items) ?? []
  if (items.length === 0) {
    const all = filter.state === 'all' && filter.account === ''
    return all ? (
      <EmptyState title={t('rights.page.empty')} hint={t('rights.page.emptyHint')} />
    ) : (
      <EmptyState title={t('rights.page.emptyState')} hint={t('rights.page.emptyStateHint')}>
        <Button onClick={() => onChange(defaultTicketFilter)}>{t('rights.page.clear')}</Button>
      </EmptyState>
    )
  }
  return (
    <>
      <TicketTable tickets={items} filter={filter} busy={tickets.isPlaceholderData} onChange={onChange} />
      <div className="inbox-more">
        {tickets.hasNextPage ? (
          <Button onClick={() => void tickets.fetchNextPage()} loading={tickets.isFetchingNextPage}>
            {t(tickets.isFetchingNextPage ? 'rights.page.loadingMore' : 'rights.page.more')}
          </Button>
        ) : (
          <span className="muted">{t('rights.page.end', { total: items.length })}</span>
        )}
      </div>
    </>
  )
}

const SKELETON_ROWS = 6

/** Rows of the real height, so that nothing moves when the tickets arrive. */
function TicketSkeleton() {
  const { t } = useTranslation()
  return (
    <output className="tickets-skeleton" aria-label={t('rights.page.loading')}>
      {Array.from({ length: SKELETON_ROWS }, (_, row) => (
        <span key={row} aria-hidden>
          <span className="skeleton" data-width="half" />
        </span>
      ))}
    </output>
  )
}
