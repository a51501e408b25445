import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import type { ComplaintDetail } from '../api/types.ts'
import { Instant } from '../shell/Instant.tsx'
import { useChangedActions } from './edit-draft.ts'
import { isOpenAction } from './open-actions.ts'
import { PendingAction } from './PendingAction.tsx'
import { TimelineItem } from './TimelineItem.tsx'
import './thread.css'

/** What happened, in order, then what we intend: one column of reading, the newest at the foot. */
export function Thread({ complaint }: { readonly complaint: ComplaintDetail }) {
  const { t } = useTranslation()
  const timeline = [...complaint.timeline].sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
  const changed = useChangedActions(complaint.actions)
  // Words typed to change an action stay, even when it has gone out meanwhile.
  const open = complaint.actions.filter((action) => isOpenAction(action) || changed.has(action.id))
  const episodes = new Map(complaint.episodes.map((episode) => [episode.number, episode]))
  return (
    // The scroller runs backwards in the style sheet, which keeps the foot in view without a script.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- whoever uses the keyboard must be able to scroll it
    <section className="thread" data-scrolls aria-label={t('detail.timeline')} tabIndex={0}>
      <div className="thread-content">
        {timeline.length === 0 && <p className="thread-empty muted">{t('timeline.empty')}</p>}
        <ol className="thread-list">
          {timeline.map((entry, index) => {
            const opens = entry.episode > 1 && entry.episode !== timeline[index - 1]?.episode
            const episode = episodes.get(entry.episode)
            return (
              <Fragment key={entry.id}>
                {opens && (
                  <li className="thread-episode">
                    <span>
                      {t('episode.again', { number: entry.episode })}
                      {episode !== undefined && (
                        <>
                          {' · '}
                          <Instant at={episode.openedAt} />
                        </>
                      )}
                    </span>
                  </li>
                )}
                <TimelineItem entry={entry} />
              </Fragment>
            )
          })}
        </ol>
        {open.length > 0 && (
          <ul className="thread-list thread-pending" aria-label={t('action.pending')}>
            {open.map((action) => (
              <PendingAction key={action.id} action={action} complaintId={complaint.id} />
            ))}
          </ul>
        )}
      </div>
    </section>
  )
}
