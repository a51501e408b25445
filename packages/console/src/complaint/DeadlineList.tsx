import { CheckOutlined, CloseOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import type { Deadline } from '../api/types.ts'
import { useNow } from '../format/clock.ts'
import { exactInstant } from '../format/instants.ts'
import { deadlineTimeLeft } from '../format/time-left.ts'
import { Instant } from '../shell/Instant.tsx'
import { TimeBadge } from '../shell/TimeBadge.tsx'

/** Open deadlines first, then the latest episodes. */
export function DeadlineList({ deadlines, rule }: { readonly deadlines: readonly Deadline[]; readonly rule?: string }) {
  const { t } = useTranslation()
  if (deadlines.length === 0) return <p className="muted">{t('deadline.empty')}</p>
  const episodes = new Set(deadlines.map((deadline) => deadline.episode)).size
  const ordered = [...deadlines].sort(
    (a, b) =>
      Number(b.state === 'open') - Number(a.state === 'open') || b.episode - a.episode || (a.dueAt < b.dueAt ? -1 : 1),
  )
  return (
    <ul className="deadlines" title={rule ?? t('deadline.rule')}>
      {ordered.map((deadline) => (
        <li key={`${deadline.episode}-${deadline.kind}-${deadline.startsAt}`}>
          <span>
            {t(`duty.${deadline.kind}`)}
            {episodes > 1 && <span className="muted"> · {t('episode.again', { number: deadline.episode })}</span>}
          </span>
          <DeadlineState deadline={deadline} />
        </li>
      ))}
    </ul>
  )
}

function DeadlineState({ deadline }: { readonly deadline: Deadline }) {
  const { t } = useTranslation()
  const now = useNow()
  if (deadline.state === 'open') {
    const left = deadlineTimeLeft(deadline, now)
    const span = Date.parse(deadline.dueAt) - Date.parse(deadline.startsAt)
    const used = span <= 0 ? 1 : Math.min(1, Math.max(0, (now - Date.parse(deadline.startsAt)) / span))
    return (
      <>
        <TimeBadge left={left} dueAt={deadline.dueAt} />
        <span className="deadline-bar" data-stage={left.stage} aria-hidden>
          <span style={{ inlineSize: `${used * 100}%` }} />
        </span>
      </>
    )
  }
  const met = deadline.state === 'met'
  return (
    <span
      className={met ? 'deadline-met' : 'deadline-missed'}
      title={t('time.dueAt', { instant: exactInstant(Date.parse(deadline.dueAt)) })}
    >
      {met ? <CheckOutlined aria-hidden /> : <CloseOutlined aria-hidden />}{' '}
      {met ? t('deadline.met') : deadline.metAt === null ? t('deadline.missed') : t('deadline.metLate')}
      {deadline.metAt !== null && (
        <span className="muted">
          {' '}
          <Instant at={deadline.metAt} />
        </span>
      )}
    </span>
  )
}
