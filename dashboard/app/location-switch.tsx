import { useNavigate, useSearch } from '@tanstack/react-router'
import { useId, useState } from 'react'
import { useQuery } from 'urql'
import { TextField } from '../components/fields.tsx'
import { graphql } from '../graphql/gql.ts'
import { useViewer } from './use-viewer.ts'

const FindLocations = graphql(`
  query FindLocations($search: String!) {
    locations(first: 20, search: $search) {
      nodes {
        id
        locationId
      }
    }
  }
`)

/** Which location is shown; a choice where the token covers more than one. */
export function LocationSwitch() {
  const navigate = useNavigate()
  const { location } = useSearch({ from: '__root__' })
  const { data } = useViewer()
  const listed = data?.locations.nodes.map(({ locationId }) => locationId) ?? []
  const shown = location ?? listed[0]
  const choose = (chosen: string) => navigate({ to: '.', search: (search) => ({ ...search, location: chosen }) })
  if (data?.locations.pageInfo.hasNextPage === true) return <Search shown={shown} onChoose={choose} />
  // One that the address names need not be among those that are listed.
  const choices = shown === undefined || listed.includes(shown) ? listed : [shown, ...listed]
  if (choices.length < 2) return <p className="location">{shown}</p>
  return <List shown={shown} choices={choices} onChoose={choose} />
}

function List({ shown, choices, onChoose }: SwitchProps & { choices: readonly string[] }) {
  const id = useId()
  return (
    <div className="location">
      <label htmlFor={id} className="hidden">
        Location
      </label>
      <select id={id} className="input" value={shown} onChange={(event) => onChoose(event.target.value)}>
        {choices.map((choice) => (
          <option key={choice}>{choice}</option>
        ))}
      </select>
    </div>
  )
}

/** For more than a list can show: part of the id is looked for while it is typed. */
function Search({ shown, onChoose }: SwitchProps) {
  const [search, setSearch] = useState('')
  const [{ data }] = useQuery({ query: FindLocations, variables: { search } })
  return (
    <div className="location">
      <TextField
        label="Location"
        hideLabel
        value={shown}
        suggestions={data?.locations.nodes.map(({ locationId }) => locationId) ?? []}
        onDraft={setSearch}
        onCommit={(chosen) => chosen !== undefined && onChoose(chosen)}
      />
    </div>
  )
}

interface SwitchProps {
  shown: string | undefined
  onChoose(location: string): void
}
