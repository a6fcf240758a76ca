import type { CombinedError } from '@urql/core'
import { useEffect, useState } from 'react'
import { useClient } from 'urql'
import { graphql } from '../../graphql/gql.ts'
import type { LiveSubscription } from '../../graphql/graphql.ts'

const Live = graphql(`
  subscription Live($location: String) {
    locationActivity(locationId: $location, intervalSeconds: 1) {
      at
      eventsPerMinute
      activeUsers
      activeSessions
      latestEvents(first: 25) {
        id
        ...LatestEvent
      }
    }
  }
`)

type Activity = LiveSubscription['locationActivity']

export interface ActivityFeed {
  /** The latest pushes, the newest last. */
  pushes: readonly Activity[]
  error: CombinedError | undefined
  /** Whether more can come. */
  isOpen: boolean
}

const memory = 60
const quiet: ActivityFeed = { pushes: [], error: undefined, isOpen: true }

/** Pushed by the gateway whenever something has changed, for as long as the component is there. */
export function useActivity(location: string): ActivityFeed {
  const client = useClient()
  const [feed, setFeed] = useState(quiet)
  useEffect(() => {
    setFeed(quiet)
    const { unsubscribe } = client.subscription(Live, { location }).subscribe(({ data, error, hasNext }) =>
      setFeed(({ pushes }) => ({
        pushes: hasNext && data !== undefined ? [...pushes, data.locationActivity].slice(-memory) : pushes,
        error,
        isOpen: hasNext,
      })),
    )
    return unsubscribe
  }, [client, location])
  return feed
}
