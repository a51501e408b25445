import { useTranslation } from 'react-i18next'

/** The outline of a complaint while it loads: same header, same columns. */
export function DetailSkeleton() {
  const { t } = useTranslation()
  return (
    <output className="detail" aria-label={t('detail.loading')}>
      <span className="detail-header">
        <span className="detail-title">
          <span className="skeleton" data-width="third" />
          <span className="skeleton" data-width="half" />
        </span>
      </span>
      <span className="detail-body">
        <span className="detail-conversation">
          <span className="detail-skeleton">
            <span className="skeleton" data-width="half" />
            <span className="skeleton" data-width="third" />
            <span className="skeleton" data-width="half" />
          </span>
        </span>
      </span>
    </output>
  )
}
