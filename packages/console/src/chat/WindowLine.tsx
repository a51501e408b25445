import { ClockCircleOutlined, StopOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import type { ReplyWindow } from '../api/types.ts'
import { exactInstant } from '../format/instants.ts'
import { spanText } from '../format/time-text.ts'
import type { WindowNow } from './reply-window.ts'

interface Props {
  readonly window: ReplyWindow
  readonly state: WindowNow
}

const URGENT_MINUTES = 60

/** Until when the payer can be written to, and how often; or why not. */
export function WindowLine({ window, state }: Props) {
  const { t } = useTranslation()
  if (!state.open) {
    return (
      <output className="chat-window" data-stage="closed">
        <span>
          <StopOutlined aria-hidden /> <strong>{t('chat.window.closed')}</strong>{' '}
          {t(`chat.window.reasons.${state.reason}`)}
        </span>
        <span className="muted">{t('chat.window.hint')}</span>
      </output>
    )
  }
  const parts = [t('chat.window.open')]
  if (state.minutesLeft !== null && window.closesAt !== null) {
    const instant = exactInstant(Date.parse(window.closesAt)).slice(5, 16)
    parts.push(t('chat.window.closes', { span: spanText(t, state.minutesLeft), instant }))
  }
  if (state.remaining === null) parts.push(t('chat.window.unlimited'))
  else if (state.remaining === 1) parts.push(t('chat.window.last'))
  else parts.push(t('chat.window.remaining', { n: state.remaining }))
  const urgent = (state.minutesLeft ?? URGENT_MINUTES) < URGENT_MINUTES || state.remaining === 1
  return (
    <p className="chat-window number" data-stage={urgent ? 'urgent' : 'calm'}>
      <ClockCircleOutlined aria-hidden /> {parts.join(' · ')}
    </p>
  )
}
