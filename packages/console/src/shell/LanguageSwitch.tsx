import { TranslationOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { languageFrom, languageNames } from '../i18n/language.ts'

/** Changes to the other language; the button carries that language's own name. */
export function LanguageSwitch() {
  const { i18n, t } = useTranslation()
  const other = languageFrom(i18n.language) === 'en' ? 'zh-CN' : 'en'
  return (
    <Button
      type="text"
      icon={<TranslationOutlined aria-hidden />}
      title={t('app.language')}
      lang={other}
      onClick={() => void i18n.changeLanguage(other)}
    >
      {languageNames[other]}
    </Button>
  )
}
