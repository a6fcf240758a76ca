import { useNavigate, useSearch } from '@tanstack/react-router'
import { usePlace } from '../../app/place.ts'
import { Answered, useAnswer } from '../../components/answer.tsx'
import { Choice, TextField, Toolbar } from '../../components/fields.tsx'
import { EmptyState, Skeleton } from '../../components/states.tsx'
import { Panel, View } from '../../components/view.tsx'
import { counted, integer } from '../../data/format.ts'
import { graphql } from '../../graphql/gql.ts'
import { PathTable } from './path-table.tsx'
import { PathsSankey } from './paths-sankey.tsx'

const Paths = graphql(`
  query Paths($location: String, $input: PathsInput!) {
    location(id: $location) {
      id
      paths(input: $input) {
        sessionCount
        edgeCount
        edges {
          step
          from
          to
          count
        }
        ...PathsSankey
        ...PathTable
      }
    }
  }
`)

const lengths = { '3': '3 pages', '4': '4 pages', '5': '5 pages', '6': '6 pages' } as const
const edgesMax = 40

export default function PathsView() {
  const { locationId, range } = usePlace()
  const search = useSearch({ from: '/paths' })
  const navigate = useNavigate({ from: '/paths' })
  const { from, to, steps = 4 } = search
  const answer = useAnswer(Paths, {
    location: locationId,
    input: {
      range: { from: range.from, to: range.to },
      maxSteps: steps,
      maxEdges: edgesMax,
      ...(from === undefined ? {} : { startPathname: from }),
      ...(to === undefined ? {} : { endPathname: to }),
    },
  })
  const set = (change: Partial<typeof search>) =>
    navigate({ search: (before) => ({ ...before, ...change }), replace: true })

  return (
    <View title="Paths" lead="From page to page within a session. Choose a page to follow the ways that lead from it.">
      <Panel className="controls">
        <Toolbar label="Which ways">
          <TextField label="From page" value={from} placeholder="any page" onCommit={(from) => set({ from })} />
          <TextField label="To page" value={to} placeholder="any page" onCommit={(to) => set({ to })} />
          <Choice
            label="Length"
            value={String(steps) as keyof typeof lengths}
            options={lengths}
            onChange={(steps) => set({ steps: Number(steps) })}
          />
        </Toolbar>
      </Panel>
      <Answered
        of={answer}
        skeleton={
          <Panel>
            <Skeleton height={480} />
          </Panel>
        }
      >
        {({ location: { paths } }) =>
          paths.edges.length === 0 ? (
            <Panel>
              <EmptyState title="No such ways">
                <p>No session of these days goes from one page to another like that.</p>
              </EmptyState>
            </Panel>
          ) : (
            <>
              <Panel
                title={counted(paths.sessionCount, 'session')}
                note={`The ${integer(paths.edges.length)} most frequent of ${integer(paths.edgeCount)} steps from page to page. The number beside a page counts the ways shown, not all visits of it`}
              >
                <PathsSankey paths={paths} onChoose={(page) => set({ from: page, to: undefined })} />
              </Panel>
              <Panel label="The same as a table">
                <details className="more">
                  <summary>The same as a table</summary>
                  <PathTable paths={paths} />
                </details>
              </Panel>
            </>
          )
        }
      </Answered>
    </View>
  )
}
