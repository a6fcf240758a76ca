import { useNavigate, useSearch } from '@tanstack/react-router'
import { usePlace } from '../../app/place.ts'
import { Choice, TextField, Toolbar } from '../../components/fields.tsx'
import { afterOf, PagedTable } from '../../components/paged-table.tsx'
import { EmptyState } from '../../components/states.tsx'
import { usePages } from '../../components/use-pages.ts'
import { Panel, View } from '../../components/view.tsx'
import { adPlatforms, channelGroups, userOrders } from '../../data/search.ts'
import { graphql } from '../../graphql/gql.ts'
import type { UserFilter } from '../../graphql/graphql.ts'
import { UserRow } from './user-row.tsx'

const Users = graphql(`
  query Users($location: String, $filter: UserFilter!, $orderBy: UserOrder!, $first: Int!, $after: String) {
    location(id: $location) {
      id
      users(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
        nodes {
          id
          ...UserRow
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
      all: users(filter: $filter) {
        totalCount
      }
    }
  }
`)

const pageSize = 40
const identifiedChoices = { true: 'Identified', false: 'Anonymous' } as const
const visitChoices = { '2': '2 or more', '3': '3 or more', '5': '5 or more' } as const

export default function UsersView() {
  const { locationId } = usePlace()
  const search = useSearch({ from: '/users' })
  const navigate = useNavigate({ from: '/users' })
  const { identified, group, platform, visits, order = 'LAST_SEEN' } = search
  const set = (change: Partial<typeof search>) =>
    navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  const filter: UserFilter = {
    ...(identified === undefined ? {} : { identified }),
    ...(group === undefined ? {} : { firstTouchChannelGroup: [group] }),
    ...(platform === undefined ? {} : { hasClickId: [platform] }),
    ...(visits === undefined ? {} : { minSessionCount: visits }),
  }
  return (
    <View title="Users" lead="Everyone who was ever seen, under one id each." hasRange={false}>
      <Panel className="controls">
        <Toolbar label="Which users">
          <TextField
            wide
            label="Find by any id"
            value={undefined}
            placeholder="user id or distinct id, then Enter"
            onCommit={(id) => id !== undefined && navigate({ to: '/users/$userId', params: { userId: id } })}
          />
          <Choice
            label="First touch"
            all="Any channel"
            value={group}
            options={{ ...(group === undefined ? {} : { [group]: group }), ...channelGroups }}
            onChange={(group) => set({ group })}
          />
          <Choice
            label="Known"
            all="All"
            value={identified === undefined ? undefined : identified ? 'true' : 'false'}
            options={identifiedChoices}
            onChange={(value) => set({ identified: value === undefined ? undefined : value === 'true' })}
          />
          <Choice
            label="Click id of"
            all="Any or none"
            value={platform}
            options={adPlatforms}
            onChange={(platform) => set({ platform })}
          />
          <Choice
            label="Sessions"
            all="Any number"
            value={visits === undefined ? undefined : (String(visits) as keyof typeof visitChoices)}
            options={visitChoices}
            onChange={(visits) => set({ visits: visits === undefined ? undefined : Number(visits) })}
          />
          <Choice label="Order by" value={order} options={userOrders} onChange={(order) => set({ order })} />
        </Toolbar>
      </Panel>
      {/* Other filters make another list, which starts at its first page. */}
      <UserList key={JSON.stringify([filter, order, locationId])} filter={filter} order={order} />
    </View>
  )
}

function UserList({ filter, order }: { filter: UserFilter; order: keyof typeof userOrders }) {
  const { locationId } = usePlace()
  const answer = usePages(
    Users,
    {
      location: locationId,
      filter,
      orderBy: { field: order, direction: 'DESC' },
      first: pageSize,
    },
    (pages) => afterOf(pages.at(-1)?.location.users),
  )
  return (
    <PagedTable
      of={answer}
      pageIn={({ location: { users, all } }) => ({ nodes: users.nodes, totalCount: all.totalCount })}
      label="Users"
      noun={['user', 'users']}
      columns={columns}
      row={(user) => <UserRow key={user.id} user={user} />}
      empty={
        <EmptyState title="No such users">
          <p>Take a filter away.</p>
        </EmptyState>
      }
    />
  )
}

const columns = [
  { title: 'User' },
  { title: 'First touch' },
  { title: 'Last touch' },
  { title: 'Clicked ads of' },
  { title: 'Sessions', isNumber: true },
  { title: 'Events', isNumber: true },
  { title: 'Last seen' },
]
