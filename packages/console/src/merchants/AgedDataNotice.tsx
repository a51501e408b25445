import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Merchant } from '../api/types.ts'
import { useNow } from '../format/clock.ts'
import { completenessOf } from './sync.ts'

/** A quiet line where complaints may be missing, so that an empty list is not mistaken for a quiet day. */
export function AgedDataNotice({ merchants }: { readonly merchants: readonly Merchant[] }) {
  const { t } = useTranslation()
  const now = useNow()
  const aged = merchants.filter((merchant) => completenessOf(merchant.sync, now) === 'aged')
  const [first] = aged
  if (first === undefined) return null
  return (
    <p className="aged-data">
      {t('sync.agedNotice', { merchant: first.name, others: aged.length > 1 ? ` +${aged.length - 1}` : '' })}{' '}
      <Link to="/merchants">{t('sync.look')}</Link>
    </p>
  )
}
