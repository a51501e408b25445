import { useTranslation } from 'react-i18next'

const ROWS = 8

/** Rows of the real height, so that nothing moves when the list arrives. */
export function ListSkeleton() {
  const { t } = useTranslation()
  return (
    <output className="inbox-scroll" aria-label={t('inbox.loading')}>
      {Array.from({ length: ROWS }, (_, row) => (
        <span key={row} className="complaint-row" aria-hidden>
          <span className="skeleton" data-width="half" />
          <span className="skeleton" />
          <span className="skeleton" data-width="third" />
        </span>
      ))}
    </output>
  )
}
