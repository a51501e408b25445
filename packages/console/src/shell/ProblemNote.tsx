import { Alert, Button } from 'antd'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api/errors.ts'
import { knownProblem } from './known-problems.ts'

/** Says in plain words what went wrong, and what to do next. */
export function explain(t: TFunction, error: unknown): { message: string; remedy: string | undefined } {
  if (!(error instanceof ApiError)) {
    return { message: t('problem.server', { code: 'PAGE' }), remedy: t('problem.serverHint') }
  }
  if (error.status === 0) return { message: t('problem.unreachable'), remedy: t('problem.unreachableHint') }
  const known = knownProblem(t, error.code)
  if (known !== undefined) return known
  if (error.status === 429) return { message: t('problem.tooMany'), remedy: t('problem.tooManyHint') }
  if (error.status === 403) return { message: t('problem.forbidden'), remedy: t('problem.forbiddenHint') }
  if (error.status >= 500) {
    return { message: t('problem.server', { code: error.code }), remedy: error.remedy ?? t('problem.serverHint') }
  }
  return { message: error.message, remedy: error.remedy }
}

export function ProblemNote({
  title,
  error,
  onRetry,
}: {
  readonly title?: string
  readonly error: unknown
  readonly onRetry?: () => void
}) {
  const { t } = useTranslation()
  const { message, remedy } = explain(t, error)
  return (
    <Alert
      type="error"
      showIcon
      title={title ?? message}
      description={
        <>
          {title !== undefined && <div>{message}</div>}
          {remedy !== undefined && <div>{remedy}</div>}
        </>
      }
      action={
        onRetry && (
          <Button size="small" onClick={onRetry}>
            {t('common.retry')}
          </Button>
        )
      }
    />
  )
}
