import { useTranslation } from 'react-i18next'
import { EmptyState } from '../shell/EmptyState.tsx'

export function SelectHint() {
  const { t } = useTranslation()
  return <EmptyState title={t('inbox.select')} hint={t('inbox.selectHint')} />
}
