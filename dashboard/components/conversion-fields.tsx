import { useNavigate } from '@tanstack/react-router'
import { type FragmentType, readFragment } from '../graphql/fragment-masking.ts'
import { graphql } from '../graphql/gql.ts'
import { Choice, TextField, Toolbar } from './fields.tsx'

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

export const ConversionCurrencies = graphql(`
  fragment ConversionCurrencies on AttributionReport {
    currencies
  }
`)

/** The names of the latest events, as suggestions. */
export const eventNames = (events: FragmentType<typeof ConversionEvents> | undefined) =>
  [...new Set(readFragment(ConversionEvents, events)?.recentEvents.nodes.map(({ name }) => name))].sort()

/** Which event is a conversion, which of its properties says what it is worth, and in which currency. */
export function ConversionFields({ events, report, conversion, value, currency }: ConversionFieldsProps) {
  const navigate = useNavigate()
  const known = readFragment(ConversionCurrencies, report)?.currencies ?? []
  const choices = currency === undefined || known.includes(currency) ? known : [currency, ...known]
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
      <Choice
        label="Currency"
        all="Any, added up"
        value={currency}
        options={Object.fromEntries(choices.map((code) => [code, code]))}
        onChange={(code) => navigate({ to: '.', search: (search) => ({ ...search, currency: code }) })}
      />
    </Toolbar>
  )
}

interface ConversionFieldsProps {
  /** Where suggestions come from, if the view asks for them. */
  events?: FragmentType<typeof ConversionEvents> | undefined
  /** Which currencies the conversions name, as far as that is known. */
  report: FragmentType<typeof ConversionCurrencies> | undefined
  conversion: string
  value: string
  currency: string | undefined
}
