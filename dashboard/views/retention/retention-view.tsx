import { useNavigate, useSearch } from '@tanstack/react-router'
import { usePlace } from '../../app/place.ts'
import { Answered, useAnswer } from '../../components/answer.tsx'
import { eventNames } from '../../components/conversion-fields.tsx'
import { Choice, TextField, Toolbar } from '../../components/fields.tsx'
import { SkeletonLines } from '../../components/states.tsx'
import { Panel, View } from '../../components/view.tsx'
import { cohortings } from '../../data/search.ts'
import { graphql } from '../../graphql/gql.ts'
import { RetentionGrid } from './retention-grid.tsx'

const Retention = graphql(`
  query Retention($location: String, $input: RetentionInput!) {
    location(id: $location) {
      id
      ...ConversionEvents
      retention(input: $input) {
        ...RetentionGrid
      }
    }
  }
`)

const periods = { DAY: 'Day', WEEK: 'Week', MONTH: 'Month' } as const
const periodCount = { DAY: 14, WEEK: 8, MONTH: 6 } as const

export default function RetentionView() {
  const { locationId, range } = usePlace()
  const search = useSearch({ from: '/retention' })
  const navigate = useNavigate({ from: '/retention' })
  const { period = range.days <= 14 ? 'DAY' : 'WEEK', cohortBy = 'FIRST_EVENT', start, returns } = search
  // Cohorts by first touch start with a touch: then an event is neither asked for nor sent.
  const startEvent = cohortBy === 'FIRST_EVENT' ? start : undefined
  const answer = useAnswer(Retention, {
    location: locationId,
    input: {
      range: { from: range.from, to: range.to },
      granularity: period,
      periods: periodCount[period],
      cohortBy,
      ...(startEvent === undefined ? {} : { startEvent }),
      ...(returns === undefined ? {} : { returnEvent: returns }),
    },
  })
  const set = (change: Partial<typeof search>) =>
    navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  const events = eventNames(answer.data?.location)

  return (
    <View title="Retention" lead="Of the users who joined on these days, how many came back.">
      <Panel className="controls">
        <Toolbar label="Cohorts">
          <Choice label="Period" value={period} options={periods} onChange={(period) => set({ period })} />
          <Choice
            label="Joined with"
            value={cohortBy}
            options={cohortings}
            onChange={(cohortBy) => set({ cohortBy })}
          />
          {cohortBy === 'FIRST_EVENT' && (
            <TextField
              label="First event"
              value={start}
              placeholder="any event"
              suggestions={events}
              onCommit={(start) => set({ start })}
            />
          )}
          <TextField
            label="Came back with"
            value={returns}
            placeholder="any event"
            suggestions={events}
            onCommit={(returns) => set({ returns })}
          />
        </Toolbar>
      </Panel>
      <Panel
        title={`Share of each cohort by ${periods[period].toLowerCase()}`}
        note="Hatched cells lie in periods that have not passed yet, and may still grow."
      >
        <Answered of={answer} skeleton={<SkeletonLines />}>
          {({ location }) => <RetentionGrid report={location.retention} period={periods[period]} />}
        </Answered>
      </Panel>
    </View>
  )
}
