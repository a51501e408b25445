import { createInstance, type i18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { en } from './en.ts'
import { zhCN } from './zh-CN.ts'

export const languages = ['zh-CN', 'en'] as const
export type Language = (typeof languages)[number]

/** Each language by its own name, since its speakers look for that. */
export const languageNames: Readonly<Record<Language, string>> = { 'zh-CN': '中文', en: 'English' }

const STORAGE_KEY = 'redress.language'

export const languageFrom = (stored: string | null): Language => (stored === 'en' ? 'en' : 'zh-CN')

/** Chinese unless the operator chose otherwise on this browser before. */
export function createTranslations(storage: Pick<Storage, 'getItem' | 'setItem'> = localStorage): i18n {
  const translations = createInstance()
  void translations.use(initReactI18next).init({
    lng: languageFrom(storage.getItem(STORAGE_KEY)),
    fallbackLng: 'zh-CN',
    resources: { 'zh-CN': { translation: zhCN }, en: { translation: en } },
    // React escapes on its own; escaping twice would show `&amp;` in a merchant's name.
    interpolation: { escapeValue: false },
    initAsync: false,
    returnNull: false,
    showSupportNotice: false,
  })
  document.documentElement.lang = translations.language
  translations.on('languageChanged', (language) => {
    storage.setItem(STORAGE_KEY, language)
    document.documentElement.lang = language
  })
  return translations
}
