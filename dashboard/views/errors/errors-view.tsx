import { useNavigate, useSearch } from '@tanstack/react-router'
import { usePlace } from '../../app/location-gate.tsx'
import { Answered, useAnswer } from '../../components/answer.tsx'
import { Choice, TextField, Toolbar } from '../../components/fields.tsx'
import { EmptyState, SkeletonLines } from '../../components/states.tsx'
import { Panel, View } from '../../components/view.tsx'
import { counted } from '../../data/format.ts'
import { levels } from '../../data/search.ts'
import { graphql } from '../../graphql/gql.ts'
import { ErrorGroup } from './error-group.tsx'

const Errors = graphql(`
  query Errors($location: String, $range: DateRange!, $filter: ErrorFilter!, $granularity: Granularity!) {
    location(id: $location) {
      id
      errors(range: $range, filter: $filter, first: 50) {
        totalCount
        nodes {
          id
          fingerprint
          count
          ...ErrorGroup
        }
      }
      metrics(range: $range, granularity: $granularity) {
        start
      }
    }
  }
`)

const levelChoices = Object.fromEntries(levels.map((level) => [level, level])) as Record<
  (typeof levels)[number],
  string
>

export default function ErrorsView() {
  const { locationId, range } = usePlace()
  const search = useSearch({ from: '/errors' })
  const navigate = useNavigate({ from: '/errors' })
  const answer = useAnswer(Errors, {
    location: locationId,
    range: { from: range.from, to: range.to },
    granularity: range.granularity,
    filter: {
      ...(search.level === undefined ? {} : { level: [search.level] }),
      ...(search.search === undefined ? {} : { search: search.search }),
    },
  })
  const set = (change: Partial<typeof search>) =>
    navigate({ search: (before) => ({ ...before, ...change }), replace: true })

  return (
    <View title="Errors" lead="What broke in browsers, how often, and for how many people.">
      <Panel className="controls">
        <Toolbar label="Which errors">
          <TextField
            wide
            label="Type or message"
            value={search.search}
            placeholder="part of the text"
            onCommit={(text) => set({ search: text })}
          />
          <Choice
            label="Level"
            all="Any level"
            value={search.level}
            options={levelChoices}
            onChange={(level) => set({ level })}
          />
        </Toolbar>
      </Panel>
      <Answered
        of={answer}
        skeleton={
          <Panel>
            <SkeletonLines />
          </Panel>
        }
      >
        {({ location: { errors, metrics } }) =>
          errors.nodes.length === 0 ? (
            <Panel>
              <EmptyState title="Nothing broke">
                <p>No such error on these days.</p>
              </EmptyState>
            </Panel>
          ) : (
            <Panel
              title={counted(errors.totalCount, 'kind of error', 'kinds of errors')}
              note={counted(
                errors.nodes.reduce((sum, { count }) => sum + count, 0),
                'occurrence',
              )}
            >
              <ul className="error-list">
                {errors.nodes.map((error) => (
                  <ErrorGroup
                    key={error.id}
                    error={error}
                    buckets={metrics.map(({ start }) => start)}
                    isOpen={search.open === error.fingerprint}
                    onToggle={() => set({ open: search.open === error.fingerprint ? undefined : error.fingerprint })}
                  />
                ))}
              </ul>
            </Panel>
          )
        }
      </Answered>
    </View>
  )
}
