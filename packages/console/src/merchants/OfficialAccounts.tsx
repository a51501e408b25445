import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { accountsQuery } from '../api/queries.ts'
import type { OfficialAccount } from '../api/types.ts'
import { useApi } from '../app/services.ts'
import { CopyText } from '../shell/CopyText.tsx'
import { ProblemNote } from '../shell/ProblemNote.tsx'

/** The official accounts of the rights system; nothing at all where a desk has none. */
export function OfficialAccounts() {
  const { t } = useTranslation()
  const api = useApi()
  const accounts = useQuery(accountsQuery(api))
  if (accounts.isError) {
    return <ProblemNote title={t('accounts.failed')} error={accounts.error} onRetry={() => void accounts.refetch()} />
  }
  if (accounts.data === undefined || accounts.data.length === 0) return null
  return (
    <>
      <h2 className="merchants-section">{t('accounts.title')}</h2>
      <ul className="merchant-list">
        {accounts.data.map((account) => (
          <AccountCard key={account.slug} account={account} />
        ))}
      </ul>
    </>
  )
}

function AccountCard({ account }: { readonly account: OfficialAccount }) {
  const { t } = useTranslation()
  return (
    <li className="merchant-card">
      <header>
        <h3>{account.name}</h3>
        <Link to="/rights" search={{ account: account.slug }}>
          {t('accounts.open')}
        </Link>
      </header>
      <dl>
        <div>
          <dt>{t('rights.ticket.appId')}</dt>
          <dd>
            <CopyText text={account.appId} what={t('rights.ticket.appId')} />
          </dd>
        </div>
        <div>
          <dt>{t('accounts.partnerId')}</dt>
          <dd>
            <CopyText text={account.partnerId} what={t('accounts.partnerId')} />
          </dd>
        </div>
        <div>
          <dt>{t('accounts.profile')}</dt>
          <dd>{t(`accounts.profiles.${account.profile}`)}</dd>
        </div>
        <div>
          <dt>{t('rights.order.goods')}</dt>
          <dd>
            {t(`rights.order.goodsKinds.${account.defaultGoods}`)}
            <p className="muted">{t('accounts.goodsHint')}</p>
          </dd>
        </div>
        <div>
          <dt>{t('accounts.rightsPath')}</dt>
          <dd>
            <CopyText text={account.rightsCallbackPath} what={t('accounts.rightsPath')} />
            <p className="muted">{t('accounts.rightsPathHint')}</p>
          </dd>
        </div>
        <div>
          <dt>{t('accounts.pushPath')}</dt>
          <dd>
            {account.pushMode === 'off' ? (
              <span className="key-expiresSoon">{t('accounts.pushOff', { slug: account.slug })}</span>
            ) : (
              <>
                <CopyText text={account.pushCallbackPath} what={t('accounts.pushPath')} />
                <p className="muted">{t(`accounts.pushModes.${account.pushMode}`)}</p>
              </>
            )}
          </dd>
        </div>
      </dl>
    </li>
  )
}
