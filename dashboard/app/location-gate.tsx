import { useLocation, useSearch } from '@tanstack/react-router'
import { Fragment, type ReactNode, useMemo } from 'react'
import { useQuery } from 'urql'
import { PageErrorState, PageState, ViewSkeleton } from '../components/states.tsx'
import { useReturn } from '../components/use-return.ts'
import { codeOf } from '../data/client.ts'
import { createClock } from '../data/format.ts'
import { defaultRange, resolveRange } from '../data/range.ts'
import { useToday } from '../data/use-today.ts'
import { graphql } from '../graphql/gql.ts'
import { PlaceContext } from './place.ts'
import { useViewer } from './use-viewer.ts'
import { views } from './views.ts'

const NamedLocation = graphql(`
  query NamedLocation($location: String!) {
    location(id: $location) {
      id
      locationId
      timeZone
    }
  }
`)

/** Who operates looks at what comes in now; everybody else at days that are over. */
const defaultRangeOf = (pathname: string) => (pathname === views.operations.path ? 'today' : defaultRange)

/** Asks once which locations there are; every view's own question follows. */
export function LocationGate({ children }: { children: ReactNode }) {
  const { pathname } = useLocation()
  const { location, range = defaultRangeOf(pathname) } = useSearch({ from: '__root__' })
  const { data, error, again } = useViewer()
  useReturn(() => again({ requestPolicy: 'cache-and-network' }))
  const nodes = data?.locations.nodes
  const listed = location === undefined ? nodes?.[0] : nodes?.find(({ locationId }) => locationId === location)
  // Who has more locations than are listed may mean one of the others.
  const isUnlisted = location !== undefined && listed === undefined && data?.locations.pageInfo.hasNextPage === true
  const [named, askNamed] = useQuery({
    query: NamedLocation,
    variables: { location: location ?? '' },
    pause: !isUnlisted,
  })
  const found = listed ?? (isUnlisted && named.data?.location.locationId === location ? named.data.location : undefined)
  const today = useToday(found?.timeZone ?? 'UTC')
  const place = useMemo(
    () =>
      found === undefined
        ? undefined
        : {
            locationId: found.locationId,
            clock: createClock(found.timeZone),
            range: resolveRange(range, today),
            rangeKey: range,
            canManage: data?.viewer.scopes.includes('manage') ?? false,
          },
    [found, range, today, data],
  )
  if (place !== undefined)
    return (
      <PlaceContext value={place}>
        {/* Another location is another page: the figures of one never stand under the name of the other. */}
        <Fragment key={place.locationId}>{children}</Fragment>
      </PlaceContext>
    )
  if (error !== undefined)
    return <PageErrorState error={error} again={() => again({ requestPolicy: 'network-only' })} />
  if (isUnlisted && named.error !== undefined && codeOf(named.error) !== 'FORBIDDEN')
    return <PageErrorState error={named.error} again={() => askNamed({ requestPolicy: 'network-only' })} />
  if (data === undefined || (isUnlisted && named.error === undefined)) return <ViewSkeleton />
  return (
    <PageState title={location === undefined ? 'No location yet' : `No location “${location}”`}>
      <p>
        {location === undefined
          ? 'A location appears here with its first event.'
          : 'It has no events yet, or your token does not cover it.'}
      </p>
    </PageState>
  )
}
