import { useSession } from './session-context.ts'
import { useViewer } from './use-viewer.ts'

/** Who is signed in, and the way out. */
export function Account() {
  const session = useSession()
  const { data } = useViewer()
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
