import { useQuery } from '@tanstack/react-query'
import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import { accountsQuery, termsQuery } from '../../api/queries.ts'
import type { OfficialAccount } from '../../api/types.ts'
import { useApi } from '../../app/services.ts'
import { ProblemNote } from '../../shell/ProblemNote.tsx'
import { TermsEditor } from './TermsEditor.tsx'
import { MAX_TERMS, TERM_LIMIT } from './terms.ts'
import './terms.css'

/** The own reasons and solutions of every official account. */
export function TermsView() {
  const { t } = useTranslation()
  const api = useApi()
  const accounts = useQuery(accountsQuery(api))
  return (
    <section className="terms" aria-label={t('rights.page.terms')}>
      <p>
        {t('rights.terms.intro')} {t('rights.terms.limits', { items: MAX_TERMS, characters: TERM_LIMIT })}
      </p>
      <Alert type="info" showIcon title={t('rights.terms.byHand')} />
      {accounts.data === undefined ? (
        accounts.error === null ? (
          <TermsSkeleton />
        ) : (
          <ProblemNote
            title={t('rights.terms.failed')}
            error={accounts.error}
            onRetry={() => void accounts.refetch()}
          />
        )
      ) : (
        accounts.data.map((account) => <AccountTerms key={account.slug} account={account} />)
      )}
    </section>
  )
}

function AccountTerms({ account }: { readonly account: OfficialAccount }) {
  const { t } = useTranslation()
  const api = useApi()
  const terms = useQuery(termsQuery(api, account.slug))
  return (
    <article className="terms-account" aria-labelledby={`terms-${account.slug}`}>
      <h2 id={`terms-${account.slug}`}>{account.name}</h2>
      {terms.data !== undefined ? (
        <TermsEditor slug={account.slug} terms={terms.data} />
      ) : terms.error === null ? (
        <TermsSkeleton />
      ) : (
        <ProblemNote title={t('rights.terms.failed')} error={terms.error} onRetry={() => void terms.refetch()} />
      )}
    </article>
  )
}

function TermsSkeleton() {
  const { t } = useTranslation()
  return (
    <output className="terms-skeleton" aria-label={t('rights.terms.loading')}>
      <span className="skeleton" data-width="third" />
      <span className="skeleton" data-width="half" />
      <span className="skeleton" data-width="half" />
    </output>
  )
}
