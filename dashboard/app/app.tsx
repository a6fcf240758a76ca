import { RouterProvider } from '@tanstack/react-router'
import { useMemo, useSyncExternalStore } from 'react'
import { Provider } from 'urql'
import { createClient } from '../data/client.ts'
import type { Session } from '../data/session.ts'
import { createDashboardRouter } from './router.tsx'
import { SessionContext } from './session-context.ts'
import { SignIn } from './sign-in.tsx'

const router = createDashboardRouter()

/** Without a token there is the sign-in page, and nothing else is asked. */
export function App({ session }: { session: Session }) {
  const token = useSyncExternalStore(session.subscribe, session.token)
  const client = useMemo(
    // A new token is a new client: nothing that one person read is shown to the next.
    () => (token === undefined ? undefined : createClient({ token, onUnauthenticated: session.signOut })),
    [token, session],
  )
  if (client === undefined) return <SignIn session={session} />
  return (
    <SessionContext value={session}>
      <Provider value={client}>
        <RouterProvider router={router} />
      </Provider>
    </SessionContext>
  )
}
