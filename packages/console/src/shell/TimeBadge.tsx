import { ClockCircleOutlined, ExclamationCircleOutlined, WarningOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import { exactInstant } from '../format/instants.ts'
import type { Stage, TimeLeft } from '../format/time-left.ts'
import { timeLeftText } from '../format/time-text.ts'
import './time-badge.css'

const icons: Readonly<Record<Stage, typeof ClockCircleOutlined>> = {
  calm: ClockCircleOutlined,
  halfway: ClockCircleOutlined,
  urgent: WarningOutlined,
  overdue: ExclamationCircleOutlined,
}

/** Time left in words, its stage by colour and sign as well. */
export function TimeBadge({ left, dueAt }: { readonly left: TimeLeft | undefined; readonly dueAt: string | null }) {
  const { t } = useTranslation()
  const text = timeLeftText(t, left)
  if (left === undefined || dueAt === null) return <span className="time-badge muted">{text}</span>
  const Icon = icons[left.stage]
  return (
    <time
      className="time-badge number"
      data-stage={left.stage}
      dateTime={dueAt}
      title={`${t(`stage.${left.stage}`)} · ${t('time.dueAt', { instant: exactInstant(Date.parse(dueAt)) })}`}
    >
      <Icon aria-hidden /> {text}
    </time>
  )
}
