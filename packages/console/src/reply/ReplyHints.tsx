import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { characterName, judgeReply, REPLY_ADVISED, REPLY_LIMIT } from './reply-text.ts'

interface Props {
  readonly id: string
  readonly text: string
  /** Most characters; that of a reply, when absent. */
  readonly limit?: number
  readonly onRemoveRefused: () => void
}

/** How long the reply is and what stands in its way, told while it is written. */
export function ReplyHints({ id, text, limit = REPLY_LIMIT, onRemoveRefused }: Props) {
  const { t } = useTranslation()
  const judged = judgeReply(text, limit)
  return (
    <div id={id} className="reply-hints">
      <output>
        {judged.refused.length > 0 && (
          <span className="reply-problem">
            {t('reply.refused', { characters: judged.refused.map(characterName).join(' ') })}{' '}
            <Button size="small" onClick={onRemoveRefused}>
              {t('reply.removeRefused')}
            </Button>
          </span>
        )}
        {judged.over && <span className="reply-problem">{t('reply.over', { n: judged.length - limit, limit })}</span>}
        {judged.long && !judged.over && (
          <span className="reply-warning">{t('reply.long', { advised: REPLY_ADVISED })}</span>
        )}
      </output>
      <span className="reply-count number" data-over={judged.over}>
        {t('reply.count', { length: judged.length, limit })}
      </span>
    </div>
  )
}
