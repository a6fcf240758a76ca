import { type MouseEvent, useState } from 'react'
import { useSession } from './session-context.ts'

const path = '/graphql'

/** Opens GraphiQL signed in, if this gateway has it: that is asked when somebody wants it, not with every page. */
export function GraphiqlLink() {
  const session = useSession()
  const [found, setFound] = useState<Found>('on')

  async function open(event: MouseEvent) {
    event.preventDefault()
    const now = await findGraphiql()
    setFound(now)
    // The token goes into the fragment, which is never sent, and which GraphiQL takes out of the address bar.
    if (now === 'on') window.open(`${path}#token=${session.token() ?? ''}`, '_blank', 'noopener,noreferrer')
  }

  if (found === 'off') return <output>GraphiQL is off here</output>
  return (
    <>
      {found === 'unknown' && <span role="alert">GraphiQL does not answer now</span>}
      <a href={path} target="_blank" rel="noreferrer" onClick={open}>
        GraphiQL ↗
      </a>
    </>
  )
}

/** Nobody knows yet where the gateway cannot be reached, is busy or fails: that passes. */
type Found = 'on' | 'off' | 'unknown'

async function findGraphiql(): Promise<Found> {
  try {
    const { ok, status, body } = await fetch(path, { headers: { accept: 'text/html' }, credentials: 'omit' })
    // The page is large, and one that nobody reads keeps its connection, of which a browser has six.
    await body?.cancel()
    if (ok) return 'on'
    return status < 500 && status !== 429 ? 'off' : 'unknown'
  } catch {
    return 'unknown'
  }
}
