import { useTranslation } from 'react-i18next'
import type { TimelineEntry } from '../api/types.ts'
import { Instant } from '../shell/Instant.tsx'
import { timelineActionText } from './labels.ts'
import { Pictures } from './Pictures.tsx'

/** Kinds that are plain talk: naming them above every bubble would only be noise. */
const talk: ReadonlySet<string> = new Set(['USER_RESPONSE', 'MERCHANT_RESPONSE', 'PLATFORM_RESPONSE'])

export function TimelineItem({ entry }: { readonly entry: TimelineEntry }) {
  const { t } = useTranslation()
  const label = timelineActionText(t, entry.action, entry.wireAction)
  // The notices of the platform's system say in words what their kind says already.
  const named = !talk.has(entry.action) && !(entry.side === 'system' && entry.content !== null && entry.content !== '')
  const hasBody = (entry.content !== null && entry.content !== '') || entry.images.length > 0
  return (
    <li className="entry" data-side={entry.side}>
      <div className="entry-head">
        <span className="entry-who">
          {entry.side === 'system' ? t('timeline.side.system') : whoText(entry, t(`timeline.side.${entry.side}`))}
        </span>
        {named && <span className="entry-action">{label}</span>}
        <Instant at={entry.at} />
      </div>
      {hasBody && (
        <div className="entry-body">
          {entry.content !== null && entry.content !== '' && <p className="entry-text">{entry.content}</p>}
          <Pictures images={entry.images} />
        </div>
      )}
    </li>
  )
}

/** The platform's operator is free text, often just the side's own name again. */
const whoText = (entry: TimelineEntry, side: string): string =>
  entry.operator === '' || entry.operator === side || entry.side === 'payer' ? side : entry.operator
