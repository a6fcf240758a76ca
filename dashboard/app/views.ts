import { type ComponentType, lazy } from 'react'

type Load = () => Promise<{ default: ComponentType }>

const view = (path: string, title: string, load: Load) => ({ path, title, load, Component: lazy(load) })

/** Every view with its code, which is loaded when it is first shown. */
export const views = {
  overview: view('/', 'Overview', () => import('../views/overview/overview-view.tsx')),
  attribution: view('/attribution', 'Attribution', () => import('../views/attribution/attribution-view.tsx')),
  funnel: view('/funnel', 'Funnel', () => import('../views/funnel/funnel-view.tsx')),
  retention: view('/retention', 'Retention', () => import('../views/retention/retention-view.tsx')),
  paths: view('/paths', 'Paths', () => import('../views/paths/paths-view.tsx')),
  users: view('/users', 'Users', () => import('../views/users/users-view.tsx')),
  user: view('/users/$userId', 'User', () => import('../views/user/user-view.tsx')),
  sessions: view('/sessions', 'Sessions', () => import('../views/sessions/sessions-view.tsx')),
  live: view('/live', 'Live', () => import('../views/live/live-view.tsx')),
  operations: view('/operations', 'Operations', () => import('../views/operations/operations-view.tsx')),
  errors: view('/errors', 'Errors', () => import('../views/errors/errors-view.tsx')),
} as const

/** The side bar, in groups. */
export const navigation = [
  { title: 'Report', entries: [views.overview, views.attribution, views.funnel, views.retention, views.paths] },
  { title: 'Explore', entries: [views.users, views.sessions, views.errors] },
  { title: 'Run', entries: [views.live, views.operations] },
] as const

/** Starts to load the code of the view at this path. */
export function preloadView(pathname: string): void {
  const found =
    Object.values(views).find(({ path }) => path === pathname) ??
    (pathname.startsWith('/users/') ? views.user : undefined)
  // A failure shows when the view is rendered.
  found?.load().catch(() => undefined)
}
