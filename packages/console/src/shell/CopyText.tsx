import { CopyOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { announce } from './announcer.tsx'
import { copyText } from './clipboard.ts'
import './copy-text.css'

/** A value people paste elsewhere, with a button that copies it. `what` names it for screen readers. */
export function CopyText({ text, what }: { readonly text: string; readonly what: string }) {
  const { t } = useTranslation()
  const copy = async () => {
    announce((await copyText(text)) ? t('detail.copied', { what }) : t('detail.copyFailed'))
  }
  return (
    <span className="copy-text">
      <span className="copy-text-value">{text}</span>
      <Button
        type="text"
        size="small"
        icon={<CopyOutlined aria-hidden />}
        aria-label={t('detail.copy', { what })}
        title={t('detail.copy', { what })}
        onClick={() => void copy()}
      />
    </span>
  )
}
