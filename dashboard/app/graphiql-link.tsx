import { type MouseEvent, useState } from 'react'
import { useSession } from './session-context.ts'

const path = '/graphql'

/** Opens GraphiQL signed in, if this gateway has it: that is asked when somebody wants it, not with every page. */
export function GraphiqlLink() {
  const session = useSession()
  const [isOff, setIsOff] = useState(false)

  async function open(event: MouseEvent) {
    event.preventDefault()
    // The token goes into the fragment, which is never sent, and which GraphiQL takes out of the address bar.
    if (await hasGraphiql()) window.open(`${path}#token=${session.token() ?? ''}`, '_blank', 'noopener,noreferrer')
    else setIsOff(true)
  }

  if (isOff) return <output>GraphiQL is off here</output>
  return (
    <a href={path} target="_blank" rel="noreferrer" onClick={open}>
      GraphiQL ↗
    </a>
  )
}

async function hasGraphiql(): Promise<boolean> {
  try {
    const { ok } = await fetch(path, { headers: { accept: 'text/html' }, credentials: 'omit' })
    return ok
  } catch {
    return false
  }
}
