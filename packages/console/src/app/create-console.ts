import type { RouterHistory } from '@tanstack/react-router'
import { sessionQuery } from '../api/queries.ts'
import { createTranslations } from '../i18n/language.ts'
import type { ConsoleProps } from './console.tsx'
import { createServices, type ServiceOptions } from './create-services.ts'
import { createConsoleRouter } from './router.tsx'

/** Wires the page: services, texts, router, and the way back to the sign-in when a session ends. */
export function createConsole(options: ServiceOptions & { readonly history?: RouterHistory } = {}): ConsoleProps {
  const services = createServices(options, () => {
    const { pathname, href } = router.state.location
    if (pathname === '/sign-in') return
    const wasSignedIn = services.queryClient.getQueryData(sessionQuery(services.api).queryKey) != null
    services.queryClient.setQueryData(sessionQuery(services.api).queryKey, null)
    void router.navigate({ to: '/sign-in', search: wasSignedIn ? { back: href, expired: true } : { back: href } })
  })
  const router = createConsoleRouter(services, options.history)
  return { services, translations: createTranslations(), router }
}
