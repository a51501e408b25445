import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { ConfigProvider } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import type { i18n } from 'i18next'
import { I18nextProvider, useTranslation } from 'react-i18next'
import { ClockContext } from '../format/clock.ts'
import { languageFrom } from '../i18n/language.ts'
import { Announcer } from '../shell/announcer.tsx'
import type { ConsoleRouter } from './router.tsx'
import { type Services, ServicesContext } from './services.ts'
import { theme } from './theme.ts'
import './base.css'

export interface ConsoleProps {
  readonly services: Services
  readonly translations: i18n
  readonly router: ConsoleRouter
}

/** The whole page. Everything it needs from outside is handed in. */
export function Console({ services, translations, router }: ConsoleProps) {
  return (
    <I18nextProvider i18n={translations}>
      <QueryClientProvider client={services.queryClient}>
        <ServicesContext value={services}>
          <ClockContext value={services.clock}>
            <LocalizedRoot router={router} />
          </ClockContext>
        </ServicesContext>
      </QueryClientProvider>
    </I18nextProvider>
  )
}

const antdLocales = { 'zh-CN': zhCN, en: enUS } as const

function LocalizedRoot({ router }: { readonly router: ConsoleRouter }) {
  const { i18n } = useTranslation()
  // Ant Design puts a space between two Han characters of a button unless told not to.
  return (
    <ConfigProvider theme={theme} locale={antdLocales[languageFrom(i18n.language)]} button={{ autoInsertSpace: false }}>
      <RouterProvider router={router} />
      <Announcer />
    </ConfigProvider>
  )
}
