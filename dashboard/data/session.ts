/** Who is signed in: a read token that lives as long as the tab. */
export interface Session {
  token(): string | undefined
  /** Why nobody is signed in any more, for the sign-in page. */
  notice(): string | undefined
  signIn(token: string): void
  signOut(notice?: string): void
  subscribe(listener: () => void): () => void
}

const key = 'attrigraph.token'
const tokenShape = /^[\w-]+\.[\w-]+\.[\w-]+$/

export const isTokenShaped = (text: string) => tokenShape.test(text)

/** What people paste: the token, or the whole header, with or without quotes. */
export const tokenIn = (pasted: string) =>
  pasted
    .trim()
    .replace(/^["'{\s]*(authorization"?\s*:\s*"?)?(bearer\s+)?/i, '')
    .replace(/["'}\s]+$/, '')

export function createSession(storage: Storage): Session {
  const listeners = new Set<() => void>()
  let notice: string | undefined
  const tell = () => {
    for (const listener of listeners) listener()
  }
  return {
    token: () => storage.getItem(key) ?? undefined,
    notice: () => notice,
    signIn(token) {
      notice = undefined
      storage.setItem(key, token)
      tell()
    },
    signOut(why) {
      notice = why
      storage.removeItem(key)
      tell()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** Takes the token out of a link such as `/#token=…`. A fragment never leaves the browser; the address bar forgets it at once. */
export function takeTokenFromAddress(session: Session): void {
  const token = new URLSearchParams(window.location.hash.slice(1)).get('token')
  if (token === null) return
  window.history.replaceState(null, '', window.location.pathname + window.location.search)
  if (isTokenShaped(token)) session.signIn(token)
}
