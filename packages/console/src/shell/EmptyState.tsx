import type { ReactNode } from 'react'
import './empty-state.css'

/** What a place looks like with nothing in it: why it is empty, and what fills it. */
export function EmptyState({
  title,
  hint,
  children,
}: {
  readonly title: string
  readonly hint?: string
  readonly children?: ReactNode
}) {
  return (
    <div className="empty-state">
      <p className="empty-state-title">{title}</p>
      {hint !== undefined && <p className="muted">{hint}</p>}
      {children}
    </div>
  )
}
