import { Link, Outlet, useLocation } from '@tanstack/react-router'
import { Dialog } from 'radix-ui'
import { Suspense, useState } from 'react'
import { ErrorBoundary } from '../components/error-boundary.tsx'
import { MenuIcon } from '../components/icons.tsx'
import { Logo } from '../components/logo.tsx'
import { PageState, ViewSkeleton } from '../components/states.tsx'
import { ThemeSwitch } from '../components/theme-switch.tsx'
import { Account } from './account.tsx'
import { GraphiqlLink } from './graphiql-link.tsx'
import { LocationGate } from './location-gate.tsx'
import { LocationSwitch } from './location-switch.tsx'
import { navigation } from './views.ts'

/** The frame around every view. */
export function Shell() {
  const { pathname } = useLocation()
  return (
    <div className="shell">
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <aside className="side">
        <Logo />
        <LocationSwitch />
        <Navigation />
        <SideFoot />
      </aside>
      <header className="phonebar">
        <Logo />
        {/* The key closes the menu when a view was chosen. */}
        <PhoneMenu key={pathname} />
      </header>
      <main id="content" className="content" tabIndex={-1}>
        <ErrorBoundary key={pathname}>
          <LocationGate>
            <Suspense fallback={<ViewSkeleton />}>
              <Outlet />
            </Suspense>
          </LocationGate>
        </ErrorBoundary>
      </main>
    </div>
  )
}

function Navigation() {
  return (
    <nav aria-label="Views" className="nav">
      {navigation.map(({ title, entries }) => (
        <div key={title} className="nav-group">
          <h2>{title}</h2>
          <ul>
            {entries.map((entry) => (
              <li key={entry.path}>
                <Link to={entry.path} activeOptions={{ exact: entry.path === '/', includeSearch: false }}>
                  {entry.title}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  )
}

function SideFoot() {
  return (
    <div className="side-foot">
      <GraphiqlLink />
      <ThemeSwitch />
      <Account />
    </div>
  )
}

function PhoneMenu() {
  const [open, setOpen] = useState(false)
  return (
    // Not modal: a scroll lock would put a style sheet into the page, which its policy forbids.
    <Dialog.Root open={open} onOpenChange={setOpen} modal={false}>
      <Dialog.Trigger className="icon-button" aria-label="Menu">
        <MenuIcon />
      </Dialog.Trigger>
      <Dialog.Content className="drawer" aria-describedby={undefined}>
        <Dialog.Title className="hidden">Menu</Dialog.Title>
        <LocationSwitch />
        <Navigation />
        <SideFoot />
      </Dialog.Content>
    </Dialog.Root>
  )
}

export function NotFound() {
  return (
    <PageState title="There is no such view">
      <p>The address may be mistyped.</p>
      <Link className="button" to="/">
        Go to the overview
      </Link>
    </PageState>
  )
}
