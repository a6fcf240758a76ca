import { useNavigate } from '@tanstack/react-router'
import { type FragmentType, readFragment } from '../graphql/fragment-masking.ts'
import { graphql } from '../graphql/gql.ts'
import { TextField, Toolbar } from './fields.tsx'

export const ConversionEvents = graphql(`
  fragment ConversionEvents on Location {
    recentEvents: events(first: 200) {
      nodes {
        id
        name
      }
    }
  }
`)

/** The names of the latest events, as suggestions. */
export const eventNames = (events: FragmentType<typeof ConversionEvents> | undefined) =>
  [...new Set(readFragment(ConversionEvents, events)?.recentEvents.nodes.map(({ name }) => name))].sort()

/** Which event is a conversion, and which of its properties says what it is worth. */
export function ConversionFields({ events, conversion, value }: ConversionFieldsProps) {
  const navigate = useNavigate()
  return (
    <Toolbar label="What counts as a conversion">
      <TextField
        label="Conversion event"
        value={conversion}
        suggestions={eventNames(events)}
        onCommit={(name) => navigate({ to: '.', search: (search) => ({ ...search, conversion: name }) })}
      />
      <TextField
        label="Value property"
        value={value}
        onCommit={(name) => navigate({ to: '.', search: (search) => ({ ...search, value: name }) })}
      />
    </Toolbar>
  )
}

interface ConversionFieldsProps {
  /** Where suggestions come from, if the view asks for them. */
  events?: FragmentType<typeof ConversionEvents> | undefined
  conversion: string
  value: string
}
