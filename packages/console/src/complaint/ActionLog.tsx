import { useTranslation } from 'react-i18next'
import type { Action } from '../api/types.ts'
import { Instant } from '../shell/Instant.tsx'
import { actionKindText } from './labels.ts'

/** Everything that was ever intended here, and how it ended. */
export function ActionLog({ actions }: { readonly actions: readonly Action[] }) {
  const { t } = useTranslation()
  return (
    <ul className="action-log">
      {actions.map((action) => (
        <li key={action.id}>
          <span>
            {actionKindText(t, action)} · {t(`action.state.${action.state}`)}
          </span>
          <span className="muted">
            {action.createdBy} <Instant at={action.createdAt} />
          </span>
        </li>
      ))}
    </ul>
  )
}
