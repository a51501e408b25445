import { useTranslation } from 'react-i18next'
import type { TimelineEntry } from '../api/types.ts'
import { Instant } from '../shell/Instant.tsx'
import { Attachments } from './Attachments.tsx'
import { timelineActionText } from './labels.ts'
import { MessageParts } from './MessageParts.tsx'

/** Kinds that are plain talk: naming them above every bubble would only be noise. */
const talk: ReadonlySet<string> = new Set(['USER_RESPONSE', 'MERCHANT_RESPONSE', 'PLATFORM_RESPONSE'])

export function TimelineItem({ entry }: { readonly entry: TimelineEntry }) {
  const { t } = useTranslation()
  const label = timelineActionText(t, entry.action, entry.wireAction)
  // The notices of the platform's system say in words what their kind says already.
  const named = !talk.has(entry.action) && !(entry.side === 'system' && entry.content !== null && entry.content !== '')
  const hasWords = entry.content !== null && entry.content !== ''
  return (
    <li className="entry" data-side={entry.side}>
      <div className="entry-head">
        <span className="entry-who">
          {entry.side === 'system' ? t('timeline.side.system') : whoText(entry, t(`timeline.side.${entry.side}`))}
        </span>
        {named && <span className="entry-action">{label}</span>}
        <Instant at={entry.at} />
      </div>
      {entry.message !== null ? (
        <div className="entry-body">
          <MessageParts message={entry.message} files={entry.images} />
        </div>
      ) : (
        (hasWords || entry.images.length > 0) && (
          <div className="entry-body">
            {hasWords && <p className="entry-text">{entry.content}</p>}
            <Attachments files={entry.images} />
          </div>
        )
      )}
    </li>
  )
}

/** The platform's operator is free text, often just the side's own name again. */
const whoText = (entry: TimelineEntry, side: string): string =>
  entry.operator === '' || entry.operator === side || entry.side === 'payer' ? side : entry.operator
