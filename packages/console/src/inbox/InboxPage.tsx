import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi, Outlet, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { complaintsQuery, merchantsQuery } from '../api/queries.ts'
import { useApi } from '../app/services.ts'
import { AgedDataNotice } from '../merchants/AgedDataNotice.tsx'
import { ComplaintList } from './ComplaintList.tsx'
import { filterFromSearch } from './filter.ts'
import { InboxFilters } from './InboxFilters.tsx'
import './inbox.css'

const route = getRouteApi('/shell/complaints')

/** List beside detail; on a narrow screen one of the two. */
export function InboxPage() {
  const { t } = useTranslation()
  const api = useApi()
  const filter = filterFromSearch({ ...route.useSearch() })
  const { complaintId } = useParams({ strict: false })
  const complaints = useInfiniteQuery(complaintsQuery(api, filter))
  const { data: merchants } = useQuery(merchantsQuery(api))
  const counts = complaints.data?.pages[0]?.counts
  return (
    <div className="inbox" data-open={complaintId !== undefined}>
      <title>{counts === undefined ? t('app.title') : `(${counts.PENDING}) ${t('app.title')}`}</title>
      <section className="inbox-list" aria-label={t('inbox.list')}>
        <InboxFilters filter={filter} counts={counts} />
        <AgedDataNotice merchants={merchants ?? []} />
        <ComplaintList filter={filter} complaints={complaints} selectedId={complaintId} />
      </section>
      <section className="inbox-detail">
        <Outlet />
      </section>
    </div>
  )
}
