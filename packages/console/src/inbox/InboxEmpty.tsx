import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { accountsQuery, merchantsQuery } from '../api/queries.ts'
import { useApi } from '../app/services.ts'
import { ADD_MERCHANT_COMMAND, Command } from '../shell/Command.tsx'
import { EmptyState } from '../shell/EmptyState.tsx'
import type { Filter, StateFilter } from './filter.ts'

const texts = {
  PENDING: ['empty.pending', 'empty.pendingHint'],
  PROCESSING: ['empty.processing', 'empty.processingHint'],
  PROCESSED: ['empty.processed', 'empty.processedHint'],
  all: ['empty.all', 'empty.allHint'],
} as const satisfies Record<StateFilter, readonly [string, string]>

export function InboxEmpty({ filter }: { readonly filter: Filter }) {
  const { t } = useTranslation()
  const api = useApi()
  const navigate = useNavigate()
  const { data: merchants } = useQuery(merchantsQuery(api))
  const { data: accounts } = useQuery(accountsQuery(api))
  if (filter.q !== '' || filter.merchant !== '' || filter.label !== '' || filter.channel !== 'all') {
    return (
      <EmptyState title={t('empty.search')} hint={t('empty.searchHint')}>
        <Button onClick={() => void navigate({ to: '.', search: {} })}>{t('empty.clear')}</Button>
      </EmptyState>
    )
  }
  if (merchants?.length === 0 && accounts?.length === 0) {
    return (
      <EmptyState title={t('empty.noMerchant')} hint={t('empty.noMerchantHint')}>
        <Command>{ADD_MERCHANT_COMMAND}</Command>
      </EmptyState>
    )
  }
  const [title, hint] = texts[filter.state]
  return <EmptyState title={t(title)} hint={t(hint)} />
}
