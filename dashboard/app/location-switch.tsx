import { useNavigate, useSearch } from '@tanstack/react-router'
import { useId } from 'react'
import { useQuery } from 'urql'
import { ViewerQuery } from './location-gate.tsx'

/** Which location is shown; a choice where the token covers more than one. */
export function LocationSwitch() {
  const id = useId()
  const navigate = useNavigate()
  const { location } = useSearch({ from: '__root__' })
  const [{ data }] = useQuery({ query: ViewerQuery })
  const nodes = data?.locations.nodes ?? []
  const shown = location ?? nodes[0]?.locationId
  if (nodes.length < 2) return <p className="location">{shown}</p>
  return (
    <div className="location">
      <label htmlFor={id} className="hidden">
        Location
      </label>
      <select
        id={id}
        className="input"
        value={shown}
        onChange={(event) => navigate({ to: '.', search: (search) => ({ ...search, location: event.target.value }) })}
      >
        {nodes.map(({ locationId }) => (
          <option key={locationId}>{locationId}</option>
        ))}
      </select>
    </div>
  )
}
