import { Panel } from '../../components/view.tsx'

/** Person properties that say something; what SDKs keep for themselves comes last. */
export function Properties({ properties }: { properties: Record<string, unknown> }) {
  const said = Object.entries(properties)
    .filter(([, value]) => value !== null && value !== '')
    .sort(([a], [b]) => Number(a.startsWith('$')) - Number(b.startsWith('$')) || a.localeCompare(b))
  return (
    <Panel title="Profile">
      {said.length === 0 ? (
        <p className="note">No property was ever set.</p>
      ) : (
        <dl className="tags">
          {said.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
            </div>
          ))}
        </dl>
      )}
    </Panel>
  )
}
