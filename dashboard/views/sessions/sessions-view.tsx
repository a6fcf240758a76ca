import { useNavigate, useSearch } from '@tanstack/react-router'
import { usePlace } from '../../app/place.ts'
import { Choice, Toolbar } from '../../components/fields.tsx'
import { afterOf, PagedTable } from '../../components/paged-table.tsx'
import { EmptyState } from '../../components/states.tsx'
import { usePages } from '../../components/use-pages.ts'
import { Panel, View } from '../../components/view.tsx'
import { instantOf, shiftDay } from '../../data/range.ts'
import { channelGroups, sessionOrders } from '../../data/search.ts'
import { graphql } from '../../graphql/gql.ts'
import type { SessionFilter } from '../../graphql/graphql.ts'
import { SessionRow } from './session-row.tsx'

const Sessions = graphql(`
  query Sessions($location: String, $filter: SessionFilter!, $orderBy: SessionOrder!, $first: Int!, $after: String) {
    location(id: $location) {
      id
      sessions(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
        nodes {
          id
          ...SessionRow
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
      all: sessions(filter: $filter) {
        totalCount
      }
    }
  }
`)

const pageSize = 40
const bounceChoices = { true: 'Bounced', false: 'Went on' } as const
const becameChoices = { true: 'Became identified' } as const

export default function SessionsView() {
  const { locationId, range, clock } = usePlace()
  const search = useSearch({ from: '/sessions' })
  const navigate = useNavigate({ from: '/sessions' })
  const { group, bounced, became, order = 'STARTED_AT' } = search
  const set = (change: Partial<typeof search>) =>
    navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  const filter: SessionFilter = {
    startedAfter: instantOf(range.from, clock.timeZone),
    startedBefore: instantOf(shiftDay(range.to, 1), clock.timeZone),
    ...(group === undefined ? {} : { channelGroup: [group] }),
    ...(bounced === undefined ? {} : { bounced }),
    ...(became === undefined ? {} : { becameIdentified: became }),
  }
  return (
    <View title="Sessions" lead="Single visits: where they came from, how they went.">
      <Panel className="controls">
        <Toolbar label="Which sessions">
          <Choice
            label="Channel group"
            all="Any channel"
            value={group}
            options={{ ...(group === undefined ? {} : { [group]: group }), ...channelGroups }}
            onChange={(group) => set({ group })}
          />
          <Choice
            label="Bounce"
            all="All"
            value={bounced === undefined ? undefined : bounced ? 'true' : 'false'}
            options={bounceChoices}
            onChange={(value) => set({ bounced: value === undefined ? undefined : value === 'true' })}
          />
          <Choice
            label="Identity"
            all="All"
            value={became === true ? 'true' : undefined}
            options={becameChoices}
            onChange={(value) => set({ became: value === undefined ? undefined : true })}
          />
          <Choice label="Order by" value={order} options={sessionOrders} onChange={(order) => set({ order })} />
        </Toolbar>
      </Panel>
      <SessionList key={JSON.stringify([filter, order, locationId])} filter={filter} order={order} />
    </View>
  )
}

function SessionList({ filter, order }: { filter: SessionFilter; order: keyof typeof sessionOrders }) {
  const { locationId } = usePlace()
  const answer = usePages(
    Sessions,
    {
      location: locationId,
      filter,
      orderBy: { field: order, direction: 'DESC' },
      first: pageSize,
    },
    (pages) => afterOf(pages.at(-1)?.location.sessions),
  )
  return (
    <PagedTable
      of={answer}
      pageIn={({ location: { sessions, all } }) => ({ nodes: sessions.nodes, totalCount: all.totalCount })}
      label="Sessions"
      noun={['session', 'sessions']}
      columns={columns}
      row={(session) => <SessionRow key={session.id} session={session} />}
      empty={
        <EmptyState title="No such sessions">
          <p>Choose other days, or take a filter away.</p>
        </EmptyState>
      }
    />
  )
}

const columns = [
  { title: 'Started' },
  { title: 'User' },
  { title: 'Came from' },
  { title: 'Way' },
  { title: 'Pages', isNumber: true },
  { title: 'Events', isNumber: true },
  { title: 'Length', isNumber: true },
]
