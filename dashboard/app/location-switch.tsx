import { useNavigate, useSearch } from '@tanstack/react-router'
import { useId } from 'react'
import { useViewer } from './use-viewer.ts'

/** Which location is shown; a choice where the token covers more than one. */
export function LocationSwitch() {
  const id = useId()
  const navigate = useNavigate()
  const { location } = useSearch({ from: '__root__' })
  const { data } = useViewer()
  const listed = data?.locations.nodes.map(({ locationId }) => locationId) ?? []
  const shown = location ?? listed[0]
  // One that the address names need not be among those that are listed.
  const choices = shown === undefined || listed.includes(shown) ? listed : [shown, ...listed]
  if (choices.length < 2) return <p className="location">{shown}</p>
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
        {choices.map((choice) => (
          <option key={choice}>{choice}</option>
        ))}
      </select>
    </div>
  )
}
