import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Complaint } from '../api/types.ts'
import './marks.css'

export interface Mark {
  readonly key: string
  readonly text: string
  readonly hint: string
  readonly tone: 'alert' | 'notice' | 'plain'
}

/** What sets a complaint apart, the most pressing first. */
export function marksOf(t: TFunction, complaint: Complaint): Mark[] {
  const marks: (Mark | false)[] = [
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

const mark = (key: string, text: string, hint: string, tone: Mark['tone']): Mark => ({ key, text, hint, tone })

export function Marks({ complaint }: { readonly complaint: Complaint }) {
  const { t } = useTranslation()
  return (
    <span className="marks">
      {marksOf(t, complaint).map((item) => (
        <span key={item.key} className="mark" data-tone={item.tone} title={item.hint}>
          {item.text}
        </span>
      ))}
    </span>
  )
}
