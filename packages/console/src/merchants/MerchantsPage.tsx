import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { merchantsQuery } from '../api/queries.ts'
import type { Merchant } from '../api/types.ts'
import { useApi } from '../app/services.ts'
import { useNow } from '../format/clock.ts'
import { calendarDay } from '../format/instants.ts'
import { ADD_MERCHANT_COMMAND, Command } from '../shell/Command.tsx'
import { CopyText } from '../shell/CopyText.tsx'
import { EmptyState } from '../shell/EmptyState.tsx'
import { ProblemNote } from '../shell/ProblemNote.tsx'
import { expiryStage } from './expiry.ts'
import { MerchantLabels } from './MerchantLabels.tsx'
import { MerchantSyncState } from './MerchantSyncState.tsx'
import { OfficialAccounts } from './OfficialAccounts.tsx'
import { RefundRules } from './RefundRules.tsx'
import './merchants.css'

export function MerchantsPage() {
  const { t } = useTranslation()
  const api = useApi()
  const merchants = useQuery(merchantsQuery(api))
  return (
    <div className="merchants">
      <title>{`${t('merchants.title')} · Redress`}</title>
      <h1>{t('merchants.title')}</h1>
      <p className="muted">{t('merchants.intro')}</p>
      {merchants.data === undefined ? (
        merchants.error === null ? (
          <output aria-label={t('merchants.loading')} className="merchant-card">
            <span className="skeleton" data-width="third" />
            <span className="skeleton" data-width="half" />
          </output>
        ) : (
          <ProblemNote title={t('merchants.failed')} error={merchants.error} onRetry={() => void merchants.refetch()} />
        )
      ) : merchants.data.length === 0 ? (
        <EmptyState title={t('empty.noMerchant')} hint={t('empty.noMerchantHint')}>
          <Command>{ADD_MERCHANT_COMMAND}</Command>
        </EmptyState>
      ) : (
        <ul className="merchant-list">
          {merchants.data.map((merchant) => (
            <MerchantCard key={merchant.slug} merchant={merchant} />
          ))}
        </ul>
      )}
      <OfficialAccounts />
    </div>
  )
}

function MerchantCard({ merchant }: { readonly merchant: Merchant }) {
  const { t } = useTranslation()
  return (
    <li className="merchant-card">
      <header>
        <h2>{merchant.name}</h2>
        {merchant.partnerMchid !== null && (
          <span className="muted">{t('merchants.partner', { mchid: merchant.partnerMchid })}</span>
        )}
        <Link to="/complaints" search={{ merchant: merchant.slug, state: 'all' }}>
          {t('merchants.open')}
        </Link>
      </header>
      <dl>
        <div>
          <dt>{t('merchants.mchid')}</dt>
          <dd>
            <CopyText text={merchant.mchid} what={t('merchants.mchid')} />
          </dd>
        </div>
        <div>
          <dt>{t('labels.title')}</dt>
          <dd>
            <MerchantLabels merchant={merchant} />
          </dd>
        </div>
        <MerchantSyncState merchant={merchant} />
        <div>
          <dt>{t('merchants.callback')}</dt>
          <dd>
            <CopyText text={merchant.callbackPath} what={t('merchants.callback')} />
            <p className="muted">{t('merchants.callbackHint', { slug: merchant.slug })}</p>
          </dd>
        </div>
        <div>
          <dt>{t('rules.title')}</dt>
          <dd>
            <RefundRules slug={merchant.slug} />
          </dd>
        </div>
        <div>
          <dt>{t('merchants.keyMode')}</dt>
          <dd>{t(`merchants.keyModes.${merchant.keyMode}`)}</dd>
        </div>
        <div>
          <dt>{t('merchants.keys')}</dt>
          <dd>
            {merchant.platformKeys.length === 0 ? (
              <span className="key-expired">{t('merchants.noKeys', { slug: merchant.slug })}</span>
            ) : (
              <ul>
                {merchant.platformKeys.map((key) => (
                  <li key={key.serial} className="merchant-key">
                    <code>{key.serial}</code>
                    <KeyExpiry expiresAt={key.expiresAt} />
                  </li>
                ))}
              </ul>
            )}
          </dd>
        </div>
      </dl>
    </li>
  )
}

function KeyExpiry({ expiresAt }: { readonly expiresAt: string | null }) {
  const { t } = useTranslation()
  const now = useNow()
  if (expiresAt === null) return <span className="muted">{t('merchants.noExpiry')}</span>
  const instant = Date.parse(expiresAt)
  const stage = expiryStage(instant, now)
  return <span className={`key-${stage}`}>{t(`merchants.${stage}`, { day: calendarDay(instant) })}</span>
}
