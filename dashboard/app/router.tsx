import { createRootRoute, createRoute, createRouter, retainSearchParams } from '@tanstack/react-router'
import {
  attributionSearch,
  errorsSearch,
  funnelSearch,
  overviewSearch,
  pathsSearch,
  retentionSearch,
  type SharedSearch,
  sessionsSearch,
  sharedSearch,
  usersSearch,
} from '../data/search.ts'
import { NotFound, Shell } from './shell.tsx'
import { views } from './views.ts'

const root = createRootRoute({
  validateSearch: sharedSearch,
  search: { middlewares: [retainSearchParams<SharedSearch>(['location', 'range', 'conversion', 'value', 'currency'])] },
  component: Shell,
  notFoundComponent: NotFound,
})

const route = <Path extends string, Search extends object>(
  path: Path,
  component: (typeof views)[keyof typeof views]['Component'],
  validateSearch: (search: Record<string, unknown>) => Search,
) =>
  createRoute({
    getParentRoute: () => root,
    path,
    component,
    validateSearch: (search: Record<string, unknown>): Partial<Search> => validateSearch(search),
  })

const routeTree = root.addChildren([
  route('/', views.overview.Component, overviewSearch),
  route('/attribution', views.attribution.Component, attributionSearch),
  route('/funnel', views.funnel.Component, funnelSearch),
  route('/retention', views.retention.Component, retentionSearch),
  route('/paths', views.paths.Component, pathsSearch),
  route('/users', views.users.Component, usersSearch),
  route('/users/$userId', views.user.Component, () => ({})),
  route('/sessions', views.sessions.Component, sessionsSearch),
  route('/live', views.live.Component, () => ({})),
  route('/operations', views.operations.Component, () => ({})),
  route('/errors', views.errors.Component, errorsSearch),
])

/** The address is the state: location, days, filters and choices, so that every view can be shared. */
export const createDashboardRouter = () =>
  createRouter({ routeTree, defaultPreload: 'intent', scrollRestoration: true, notFoundMode: 'root' })

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createDashboardRouter>
  }
}
