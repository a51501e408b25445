import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api/errors.ts'
import { EmptyState } from './EmptyState.tsx'
import { ProblemNote } from './ProblemNote.tsx'
import './page-error.css'

/** What stands in for a page that could not be shown. */
export function PageError({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation()
  const router = useRouter()
  if (error instanceof ApiError) {
    const retry = () => {
      reset()
      void router.invalidate()
    }
    return (
      <main className="page-error">
        <title>{t('app.title')}</title>
        <ProblemNote error={error} onRetry={retry} />
      </main>
    )
  }
  return (
    <main className="page-error">
      <title>{t('app.title')}</title>
      <EmptyState title={t('app.crashed')} hint={t('app.crashedHint')}>
        <code>{String(error)}</code>
        <Button type="primary" onClick={() => location.reload()}>
          {t('app.reload')}
        </Button>
      </EmptyState>
    </main>
  )
}

export function NotFound() {
  const { t } = useTranslation()
  return (
    <main className="page-error">
      <title>{t('app.title')}</title>
      <EmptyState title={t('app.notFound')} hint={t('app.notFoundHint')}>
        <Link to="/complaints">{t('app.backToList')}</Link>
      </EmptyState>
    </main>
  )
}
