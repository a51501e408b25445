import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Complaint } from '../api/types.ts'
import { ticketStateHint, ticketStateText } from './labels.ts'
import './marks.css'

export interface Mark {
  readonly key: string
  readonly text: string
  readonly hint: string
  readonly tone: 'alert' | 'notice' | 'plain' | 'channel'
}

/** What sets a complaint apart, the most pressing first. */
export function marksOf(t: TFunction, complaint: Complaint): Mark[] {
  const marks: (Mark | false)[] = [
    complaint.channel === 'rights-v16' && mark('channel', t('rights.mark'), t('rights.markHint'), 'channel'),
    complaint.channelState !== null && ticketStateMark(t, complaint.channelState),
    complaint.needImmediateService && mark('immediate', t('mark.immediate'), t('mark.immediateHint'), 'alert'),
    complaint.inPlatformService && mark('platform', t('mark.platformService'), t('mark.platformServiceHint'), 'alert'),
    complaint.userTags.includes('HIGH_RISK') && mark('risk', t('mark.highRisk'), t('mark.highRiskHint'), 'alert'),
    complaint.awaitingReply && mark('awaiting', t('mark.awaitingReply'), t('mark.awaitingReplyHint'), 'notice'),
    complaint.complaintTimes > 1 &&
      mark('repeat', t('mark.repeat', { times: complaint.complaintTimes }), t('mark.repeatHint'), 'notice'),
    complaint.agentMode && mark('agent', t('mark.agent'), t('mark.agentHint'), 'notice'),
    complaint.pendingActions > 0 &&
      mark('pending', t('mark.pendingActions', { n: complaint.pendingActions }), t('mark.pendingActionsHint'), 'plain'),
    complaint.fullyRefunded && mark('refunded', t('mark.refunded'), t('mark.refunded'), 'plain'),
    complaint.userTags.includes('TRUSTED') && mark('trusted', t('mark.trusted'), t('mark.trustedHint'), 'plain'),
  ]
  return marks.filter((item) => item !== false)
}

/** The state of a rights ticket is finer than the common one: refused and in arbitration must not look like work as usual. */
const ticketStateTones: Readonly<Record<string, Mark['tone']>> = {
  PENDING: 'notice',
  REJECTED: 'alert',
  ARBITRATION: 'alert',
}

const ticketStateMark = (t: TFunction, state: string): Mark =>
  mark('ticket-state', ticketStateText(t, state), ticketStateHint(t, state), ticketStateTones[state] ?? 'plain')

const mark = (key: string, text: string, hint: string, tone: Mark['tone']): Mark => ({ key, text, hint, tone })

interface Props {
  readonly complaint: Complaint
  /** The state stands beside the marks already. */
  readonly stateShown?: boolean
}

export function Marks({ complaint, stateShown = false }: Props) {
  const { t } = useTranslation()
  const marks = marksOf(t, complaint).filter(({ key }) => !stateShown || key !== 'ticket-state')
  return (
    <span className="marks">
      {marks.map((item) => (
        <span key={item.key} className="mark" data-tone={item.tone} title={item.hint}>
          {item.text}
        </span>
      ))}
    </span>
  )
}
