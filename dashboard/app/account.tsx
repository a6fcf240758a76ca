import { useQuery } from 'urql'
import { ViewerQuery } from './location-gate.tsx'
import { useSession } from './session-context.ts'

/** Who is signed in, and the way out. */
export function Account() {
  const session = useSession()
  const [{ data }] = useQuery({ query: ViewerQuery })
  return (
    <div className="account">
      <span className="account-name" title={data?.viewer.scopes.join(', ')}>
        {data?.viewer.subject ?? 'Signed in'}
      </span>
      <button type="button" className="linkish" onClick={() => session.signOut()}>
        Sign out
      </button>
    </div>
  )
}
