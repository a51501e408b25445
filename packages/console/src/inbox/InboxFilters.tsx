import { SearchOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Input, type InputRef, Select } from 'antd'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { accountsQuery, merchantsQuery } from '../api/queries.ts'
import type { ComplaintPage } from '../api/types.ts'
import { useApi } from '../app/services.ts'
import { useShortcuts } from '../keyboard/use-shortcuts.ts'
import { labelChoices } from '../merchants/labels.ts'
import {
  channelFilters,
  type Filter,
  type Sort,
  type StateFilter,
  searchFromFilter,
  sorts,
  stateFilters,
} from './filter.ts'

const stateLabels = {
  PENDING: 'inbox.pending',
  PROCESSING: 'inbox.processing',
  PROCESSED: 'inbox.processed',
  all: 'inbox.all',
} as const satisfies Record<StateFilter, string>
const sortLabels = {
  due: 'inbox.sortDue',
  '-complainedAt': 'inbox.sortNewest',
  complainedAt: 'inbox.sortOldest',
  '-updatedAt': 'inbox.sortUpdated',
} as const satisfies Record<Sort, string>

interface Props {
  readonly filter: Filter
  readonly counts: ComplaintPage['counts'] | undefined
}

/** A search is counted up to a bound; beyond it the figure is what there is at least. */
const countText = (counts: Props['counts'], state: StateFilter): string =>
  counts === undefined ? '–' : `${counts[state]}${counts.capped ? '+' : ''}`

/** State, merchant, label, channel, search and order. All of it lives in the URL. */
export function InboxFilters({ filter, counts }: Props) {
  const { t } = useTranslation()
  const api = useApi()
  const navigate = useNavigate()
  const { data: merchants, isPending } = useQuery(merchantsQuery(api))
  const labels = labelChoices(merchants ?? [], filter.label)
  const { data: accounts } = useQuery(accountsQuery(api))
  const search = useRef<InputRef>(null)
  useShortcuts({ search: () => search.current?.focus({ cursor: 'all' }) })

  const show = (change: Partial<Filter>) =>
    void navigate({ to: '.', search: searchFromFilter({ ...filter, ...change }), replace: true })

  return (
    <div className="inbox-filters">
      <nav className="inbox-states" aria-label={t('inbox.state')}>
        {stateFilters.map((state) => (
          <Link key={state} to="." search={searchFromFilter({ ...filter, state })} activeOptions={{ exact: true }}>
            {t(stateLabels[state])} <span className="inbox-count number">{countText(counts, state)}</span>
          </Link>
        ))}
      </nav>
      <div className="inbox-search">
        <Input
          // A link or the back button may change the search: the field then starts from it again.
          key={filter.q}
          ref={search}
          type="search"
          allowClear
          defaultValue={filter.q}
          prefix={<SearchOutlined aria-hidden />}
          placeholder={t('inbox.search')}
          aria-label={t('inbox.search')}
          onPressEnter={(event) => show({ q: event.currentTarget.value.trim() })}
          onBlur={(event) => show({ q: event.currentTarget.value.trim() })}
          onClear={() => show({ q: '' })}
        />
        <Select
          aria-label={t('rights.channel')}
          value={filter.channel}
          options={channelFilters.map((channel) => ({
            value: channel,
            label: channel === 'all' ? t('rights.allChannels') : t(`rights.channels.${channel}`),
          }))}
          onChange={(channel) => show({ channel })}
        />
      </div>
      {/* How many there are is known with the merchants; until then they keep their place, so that nothing moves. */}
      <div className="inbox-selects" data-selects={labels.length > 0 ? 3 : 2} data-pending={isPending}>
        <Select
          aria-label={t('inbox.merchant')}
          value={filter.merchant}
          showSearch={{ optionFilterProp: 'label' }}
          options={[
            { value: '', label: t('inbox.allMerchants') },
            ...[...(merchants ?? []), ...(accounts ?? [])].map(({ slug, name }) => ({ value: slug, label: name })),
          ]}
          onChange={(merchant) => show({ merchant })}
        />
        {labels.length > 0 && (
          <Select
            aria-label={t('inbox.label')}
            value={filter.label}
            showSearch={{ optionFilterProp: 'label' }}
            options={[{ value: '', label: t('inbox.allLabels') }, ...labels.map((label) => ({ value: label, label }))]}
            onChange={(label) => show({ label })}
          />
        )}
        <Select
          aria-label={t('inbox.sort')}
          value={filter.sort}
          options={sorts.map((sort) => ({ value: sort, label: t(sortLabels[sort]) }))}
          onChange={(sort) => show({ sort })}
        />
      </div>
    </div>
  )
}
