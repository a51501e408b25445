import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  parseSearchWith,
  type RouterHistory,
  redirect,
  stringifySearchWith,
} from '@tanstack/react-router'
import {
  accountsQuery,
  complaintQuery,
  complaintsQuery,
  merchantsQuery,
  sessionQuery,
  ticketsQuery,
} from '../api/queries.ts'
import { filterFromSearch, searchFromFilter } from '../inbox/filter.ts'
import { InboxPage } from '../inbox/InboxPage.tsx'
import { SelectHint } from '../inbox/SelectHint.tsx'
import { SignInPage } from '../session/SignInPage.tsx'
import { safeReturn } from '../session/safe-return.ts'
import { NotFound, PageError } from '../shell/PageError.tsx'
import { Shell } from '../shell/Shell.tsx'
import { searchFromTicketFilter, ticketFilterFromSearch } from '../tickets/filter.ts'
import type { Services } from './services.ts'

const rootRoute = createRootRouteWithContext<Services>()({
  component: Outlet,
  errorComponent: PageError,
  notFoundComponent: NotFound,
})

export interface SignInSearch {
  back?: string
  expired?: boolean
}

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): SignInSearch => {
    const back = safeReturn(search['back'])
    return {
      ...(back === '/' ? {} : { back }),
      ...(search['expired'] === true || search['expired'] === 'true' ? { expired: true } : {}),
    }
  },
  component: SignInPage,
})

const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  beforeLoad: async ({ context, location }) => {
    const user = await context.queryClient.ensureQueryData(sessionQuery(context.api))
    if (user === null) throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { back: location.href } })
  },
  component: Shell,
  errorComponent: PageError,
})

const homeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/complaints', replace: true })
  },
})

const inboxRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/complaints',
  validateSearch: (search: Record<string, unknown>) => searchFromFilter(filterFromSearch(search)),
  loaderDeps: ({ search }) => filterFromSearch({ ...search }),
  // Started here so that the request leaves with the navigation; the page shows a skeleton meanwhile.
  loader: ({ context, deps }) => {
    void context.queryClient.prefetchInfiniteQuery(complaintsQuery(context.api, deps))
    void context.queryClient.prefetchQuery(merchantsQuery(context.api))
    void context.queryClient.prefetchQuery(accountsQuery(context.api))
  },
  component: InboxPage,
})

const noSelectionRoute = createRoute({ getParentRoute: () => inboxRoute, path: '/', component: SelectHint })

const complaintRoute = createRoute({
  getParentRoute: () => inboxRoute,
  path: '$complaintId',
  loader: ({ context, params }) => {
    void context.queryClient.prefetchQuery(complaintQuery(context.api, params.complaintId))
  },
  component: lazyRouteComponent(() => import('../complaint/ComplaintPage.tsx'), 'ComplaintPage'),
})

const merchantsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/merchants',
  loader: ({ context }) => {
    void context.queryClient.prefetchQuery(merchantsQuery(context.api))
    void context.queryClient.prefetchQuery(accountsQuery(context.api))
  },
  component: lazyRouteComponent(() => import('../merchants/MerchantsPage.tsx'), 'MerchantsPage'),
})

const rightsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/rights',
  validateSearch: (search: Record<string, unknown>) => searchFromTicketFilter(ticketFilterFromSearch(search)),
  loaderDeps: ({ search }) => ticketFilterFromSearch({ ...search }),
  loader: ({ context, deps }) => {
    void context.queryClient.prefetchQuery(accountsQuery(context.api))
    if (deps.view === 'list') void context.queryClient.prefetchInfiniteQuery(ticketsQuery(context.api, deps))
    if (deps.open !== '') void context.queryClient.prefetchQuery(complaintQuery(context.api, deps.open))
  },
  component: lazyRouteComponent(() => import('../tickets/TicketsPage.tsx'), 'TicketsPage'),
})

const routeTree = rootRoute.addChildren([
  signInRoute,
  shellRoute.addChildren([
    homeRoute,
    inboxRoute.addChildren([noSelectionRoute, complaintRoute]),
    rightsRoute,
    merchantsRoute,
  ]),
])

export function createConsoleRouter(services: Services, history?: RouterHistory) {
  return createRouter({
    routeTree,
    context: services,
    defaultPreload: false,
    // Values stay the text they are: the default reads JSON, and would round a 28-digit order number to a float.
    parseSearch: parseSearchWith((value) => value),
    stringifySearch: stringifySearchWith(String),
    ...(history === undefined ? {} : { history }),
  })
}

export type ConsoleRouter = ReturnType<typeof createConsoleRouter>

declare module '@tanstack/react-router' {
  interface Register {
    router: ConsoleRouter
  }
}
