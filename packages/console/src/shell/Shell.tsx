import { LogoutOutlined, QuestionCircleOutlined, UserOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, Outlet, useNavigate } from '@tanstack/react-router'
import { Button, Dropdown } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { done } from '../api/client.ts'
import { sessionQuery } from '../api/queries.ts'
import { useApi } from '../app/services.ts'
import { useLiveUpdates } from '../events/use-live-updates.ts'
import { ShortcutHelp } from '../keyboard/ShortcutHelp.tsx'
import { useShortcuts } from '../keyboard/use-shortcuts.ts'
import { BrandMark } from './BrandMark.tsx'
import { LanguageSwitch } from './LanguageSwitch.tsx'
import './shell.css'

/** The frame around every page of a signed-in operator. */
export function Shell() {
  const { t } = useTranslation()
  const connection = useLiveUpdates()
  const [helpOpen, setHelpOpen] = useState(false)
  useShortcuts({ help: () => setHelpOpen(true) })
  return (
    <div className="shell">
      <a className="skip-link" href="#main">
        {t('app.skip')}
      </a>
      <header className="shell-header">
        <Link to="/complaints" className="shell-brand">
          <BrandMark />
          <span className="shell-name">{t('app.name')}</span>
        </Link>
        <nav className="shell-nav" aria-label={t('app.navigation')}>
          <Link to="/complaints">{t('app.complaints')}</Link>
          <Link to="/rights">{t('app.rights')}</Link>
          <Link to="/merchants">{t('app.merchants')}</Link>
        </nav>
        <div className="shell-tools">
          <Button
            className="shell-keys"
            type="text"
            icon={<QuestionCircleOutlined aria-hidden />}
            aria-label={t('app.keys')}
            title={`${t('app.keys')} (?)`}
            onClick={() => setHelpOpen(true)}
          />
          <LanguageSwitch />
          <AccountMenu />
        </div>
      </header>
      <output className="shell-connection">{connection === 'lost' && <span>{t('connection.lost')}</span>}</output>
      <main id="main" className="shell-main" tabIndex={-1}>
        <Outlet />
      </main>
      <ShortcutHelp open={helpOpen} onClose={() => setHelpOpen(false)} />
    </div>
  )
}

function AccountMenu() {
  const { t } = useTranslation()
  const api = useApi()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const { data: user } = useQuery(sessionQuery(api))
  const signOut = useMutation({
    mutationFn: async () => await done(api.http.DELETE('/api/v1/session')),
    onSuccess: async () => {
      // Drafts of one operator are not shown to the next on the same browser.
      sessionStorage.clear()
      queryClient.setQueryData(sessionQuery(api).queryKey, null)
      await navigate({ to: '/sign-in' })
    },
  })
  const name = user?.displayName ?? ''
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [{ key: 'sign-out', icon: <LogoutOutlined aria-hidden />, label: t('app.signOut') }],
        onClick: () => signOut.mutate(),
      }}
    >
      <Button type="text" icon={<UserOutlined aria-hidden />} aria-label={t('app.account', { name })} title={name}>
        <span className="shell-user">{name}</span>
      </Button>
    </Dropdown>
  )
}
