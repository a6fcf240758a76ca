import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { usePlace } from '../../app/location-gate.tsx'
import { Answered, useAnswer } from '../../components/answer.tsx'
import { EmptyState, Skeleton, SkeletonLines } from '../../components/states.tsx'
import { Panel, View } from '../../components/view.tsx'
import { counted, duration } from '../../data/format.ts'
import { graphql } from '../../graphql/gql.ts'
import type { UserQuery } from '../../graphql/graphql.ts'
import { ClickIds } from './click-ids.tsx'
import { Identity } from './identity.tsx'
import { Journey, type JourneyCursors } from './journey.tsx'
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
  const { locationId, canManage } = usePlace()
  const [after, setAfter] = useState<{ of: string; cursors: JourneyCursors }>()
  const answer = useAnswer(User, {
    location: locationId,
    id: userId,
    canManage,
    first: sessionsPerPage,
    firstServerEvents: serverEventsPerPage,
    ...(after?.of === userId ? after.cursors : {}),
  })
  const before = after?.of === userId ? after.cursors : {}
  const user = answer.data?.location.user
  return (
    <View title={nameOf(user) ?? 'User'} lead={user != null && <Summary user={user} />} hasRange={false}>
      <Answered of={answer} skeleton={<UserSkeleton />}>
        {({ location: { user, identityDecisions } }) =>
          user === null ? (
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
                <Journey
                  user={user}
                  isLoading={answer.isLoading}
                  onMore={(cursors) => setAfter({ of: userId, cursors: { ...before, ...cursors } })}
                />
                <div className="stack-panels">
                  <Properties properties={user.properties} />
                  <Identity user={user} decisions={identityDecisions?.nodes} />
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
