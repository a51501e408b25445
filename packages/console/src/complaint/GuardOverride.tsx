import { Alert, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Reason } from '../api/types.ts'
import { guardText } from './labels.ts'

interface Props {
  readonly guards: readonly Reason[]
}

/** What speaks against completing a complaint; nothing when nothing does. */
export function GuardNotice({ guards }: Props) {
  const { t } = useTranslation()
  if (guards.length === 0) return null
  return (
    <Alert
      type="warning"
      showIcon
      title={t('complete.guard')}
      description={
        <ul className="guards">
          {guards.map((guard) => (
            <li key={guard.code}>{guardText(t, guard)}</li>
          ))}
        </ul>
      }
    />
  )
}

/** The field `overrideReason`, which is asked for when something speaks against completing. */
export function OverrideReason({ guards }: Props) {
  const { t } = useTranslation()
  if (guards.length === 0) return null
  return (
    <Form.Item<{ overrideReason?: string }>
      name="overrideReason"
      label={t('complete.override')}
      rules={[{ required: true, whitespace: true, message: t('complete.needOverride') }]}
    >
      <Input.TextArea rows={2} maxLength={200} placeholder={t('complete.overrideHint')} />
    </Form.Item>
  )
}
