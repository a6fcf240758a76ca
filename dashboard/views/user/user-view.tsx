import { Link, useParams } from '@tanstack/react-router'
import { usePlace } from '../../app/place.ts'
import { Answered } from '../../components/answer.tsx'
import { EmptyState, Skeleton, SkeletonLines } from '../../components/states.tsx'
import { usePages } from '../../components/use-pages.ts'
import { Panel, View } from '../../components/view.tsx'
import { counted, duration } from '../../data/format.ts'
import { graphql } from '../../graphql/gql.ts'
import type { UserQuery } from '../../graphql/graphql.ts'
import { ClickIds } from './click-ids.tsx'
import { Identity } from './identity.tsx'
import { Journey, nextOfJourney } from './journey.tsx'
import { Properties } from './properties.tsx'
import { Touches } from './touches.tsx'

const User = graphql(`
  query User(
    $location: String
    $id: String!
    $canManage: Boolean!
    $first: Int!
    $after: String
    $firstServerEvents: Int!
    $serverEventsAfter: String
  ) {
    location(id: $location) {
      id
      user(by: { distinctId: $id }) {
        id
        userId
        isIdentified
        firstSeenAt
        lastSeenAt
        sessionCount
        eventCount
        browser
        deviceType
        timeZone
        properties
        distinctIds
        ...Identity
        attribution {
          ...Touches
          ...ClickIds
        }
        ...Journey
      }
      identityDecisions(first: 200) @include(if: $canManage) {
        nodes {
          ...Decision
        }
      }
    }
  }
`)

const sessionsPerPage = 12
const serverEventsPerPage = 30

/** Any of a person's ids leads here; links keep the id that was asked for. */
export default function UserView() {
  const { userId } = useParams({ from: '/users/$userId' })
  const { locationId } = usePlace()
  return <Person key={JSON.stringify([userId, locationId])} userId={userId} />
}

function Person({ userId }: { userId: string }) {
  const { locationId, canManage } = usePlace()
  const answer = usePages(
    User,
    { location: locationId, id: userId, canManage, first: sessionsPerPage, firstServerEvents: serverEventsPerPage },
    (pages) => nextOfJourney(usersOf(pages)),
  )
  const user = answer.data?.[0]?.location.user
  return (
    <View title={nameOf(user) ?? 'User'} lead={user != null && <Summary user={user} />} hasRange={false}>
      <Answered of={answer} skeleton={<UserSkeleton />}>
        {(pages) =>
          user == null ? (
            <Panel>
              <EmptyState title="Nobody has this id">
                <p className="mono">{userId}</p>
                <Link to="/users" className="button">
                  All users
                </Link>
              </EmptyState>
            </Panel>
          ) : (
            <>
              <Touches attribution={user.attribution} />
              <div className="columns wide-left">
                <Journey pages={usersOf(pages)} isLoading={answer.isLoading} onMore={answer.more} />
                <div className="stack-panels">
                  <Properties properties={user.properties} />
                  <Identity user={user} decisions={pages[0]?.location.identityDecisions?.nodes} />
                  <ClickIds attribution={user.attribution} />
                </div>
              </div>
            </>
          )
        }
      </Answered>
    </View>
  )
}

const usersOf = (pages: readonly UserQuery[]) => pages.flatMap(({ location }) => location.user ?? [])

type LoadedUser = NonNullable<UserQuery['location']['user']>

function nameOf(user: LoadedUser | null | undefined): string | undefined {
  const name = user?.properties.name
  return typeof name === 'string' ? name : user?.userId
}

function Summary({ user }: { user: LoadedUser }) {
  const { clock } = usePlace()
  const known = (Date.parse(user.lastSeenAt) - Date.parse(user.firstSeenAt)) / 1000
  return (
    <>
      <span className="mono">{user.userId}</span>{' '}
      <span className={user.isIdentified ? 'badge' : 'badge quiet'}>
        {user.isIdentified ? 'identified' : 'anonymous'}
      </span>
      <br />
      {counted(user.sessionCount, 'session')} and {counted(user.eventCount, 'event')} in {duration(known)}, last seen{' '}
      {clock.minute(user.lastSeenAt)}
      {user.browser !== null && ` with ${user.browser}, ${user.deviceType ?? 'unknown device'}`}
      {user.timeZone !== null && ` in ${user.timeZone}`}
    </>
  )
}

const UserSkeleton = () => (
  <>
    <Panel>
      <Skeleton height={120} />
    </Panel>
    <div className="columns wide-left">
      <Panel>
        <SkeletonLines />
      </Panel>
      <Panel>
        <SkeletonLines />
      </Panel>
    </div>
  </>
)
