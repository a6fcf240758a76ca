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

/**
 * Signs in by a link such as `/#code=…`, whose code is exchanged for a token once. A fragment is not sent with
 * requests, and the address bar forgets it at once.
 */
export async function signInFromAddress(session: Session): Promise<void> {
  const code = new URLSearchParams(window.location.hash.slice(1)).get('code')
  if (code === null) return
  window.history.replaceState(null, '', window.location.pathname + window.location.search)
  const token = await exchanged(code)
  if (token !== undefined) session.signIn(token)
  // Somebody who is signed in in this tab stays so.
  else if (session.token() === undefined)
    session.signOut('The link has been used already, or is too old. The terminal of npm start prints the next one.')
}

async function exchanged(code: string): Promise<string | undefined> {
  try {
    const body = JSON.stringify({ code })
    const response = await fetch('/sign-in', { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    const answer: unknown = response.ok ? await response.json() : undefined
    if (typeof answer !== 'object' || answer === null || !('token' in answer)) return undefined
    return typeof answer.token === 'string' && isTokenShaped(answer.token) ? answer.token : undefined
  } catch {
    return undefined
  }
}
