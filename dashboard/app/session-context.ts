import { createContext, useContext } from 'react'
import type { Session } from '../data/session.ts'

export const SessionContext = createContext<Session | undefined>(undefined)

export function useSession(): Session {
  const session = useContext(SessionContext)
  if (session === undefined) throw new Error('Nobody is signed in here.')
  return session
}
