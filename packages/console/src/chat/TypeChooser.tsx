import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { MessageType } from '../api/types.ts'
import { messageTypes } from './message-draft.ts'

interface Props {
  readonly allowed: readonly MessageType[]
  readonly value: MessageType
  readonly onChange: (type: MessageType) => void
}

/** The kinds of message the account can send. Plain radio buttons: arrow keys walk through them. */
export function TypeChooser({ allowed, value, onChange }: Props) {
  const { t } = useTranslation()
  const name = useId()
  return (
    <div className="chat-types" role="radiogroup" aria-label={t('chat.type')}>
      {messageTypes
        .filter((type) => allowed.includes(type))
        .map((type) => (
          <label key={type} className="chat-type">
            <input type="radio" name={name} value={type} checked={type === value} onChange={() => onChange(type)} />
            <span>{t(`chat.types.${type}`)}</span>
          </label>
        ))}
    </div>
  )
}
