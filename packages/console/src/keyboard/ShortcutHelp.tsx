import { Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { shortcutKeys, shortcutNames } from './shortcuts.ts'
import './shortcut-help.css'

export function ShortcutHelp({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Modal open={open} title={t('keys.title')} footer={null} onCancel={onClose} width={400}>
      <dl className="shortcut-help">
        {shortcutNames.map((name) => (
          <div key={name}>
            <dt>{t(`keys.${name}`)}</dt>
            <dd>
              {shortcutKeys[name].map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
        <div>
          <dt>{t('keys.send')}</dt>
          <dd>
            <kbd>Ctrl / ⌘</kbd>
            <kbd>Enter</kbd>
          </dd>
        </div>
      </dl>
      <p className="muted">{t('keys.note')}</p>
    </Modal>
  )
}
