import { usePlace } from '../../app/location-gate.tsx'
import { Channel, channelColor } from '../../components/channel.tsx'
import { Clamped } from '../../components/clamped.tsx'
import { Panel } from '../../components/view.tsx'
import { counted, duration, integer } from '../../data/format.ts'
import { type FragmentType, readFragment } from '../../graphql/fragment-masking.ts'
import { graphql } from '../../graphql/gql.ts'
import type { JourneySessionFragment } from '../../graphql/graphql.ts'

const JourneySession = graphql(`
  fragment JourneySession on Session {
    id
    sessionId
    startedAt
    durationSeconds
    pageviewCount
    eventCount
    becameIdentified
    browser
    deviceType
    touch {
      channelGroup
      utmCampaign
      referringDomain
    }
    events(first: 40) {
      nodes {
        id
        name
        pathname
        timestamp
      }
    }
  }
`)
const JourneyOf = graphql(`
  fragment Journey on User {
    userId
    sessions(first: $first, after: $after) {
      nodes {
        id
        ...JourneySession
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
    serverEvents: events(filter: { inSession: false }, first: $firstServerEvents, after: $serverEventsAfter) {
      nodes {
        id
        name
        timestamp
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`)

/** Where the next pages of the two lists begin. */
export interface JourneyCursors {
  after?: string
  serverEventsAfter?: string
}

/**
 * Sessions and what came from servers, the latest first. They are two lists: what lies before the end of either is kept back until
 * that one goes on, so that nothing appears in between later.
 */
export function Journey({ user, isLoading, onMore }: JourneyProps) {
  const { clock } = usePlace()
  const { sessions, serverEvents } = readFragment(JourneyOf, user)
  const visits = sessions.nodes
    .map((node) => readFragment(JourneySession, node))
    .map((session) => ({ at: session.startedAt, id: session.id, session }))
  const others = serverEvents.nodes.map(({ timestamp, id, name }) => ({ at: timestamp, id, name }))
  const reachesTo = [
    sessions.pageInfo.hasNextPage ? visits.at(-1)?.at : undefined,
    serverEvents.pageInfo.hasNextPage ? others.at(-1)?.at : undefined,
  ].reduce<string>((latest, at) => (at !== undefined && at > latest ? at : latest), '')
  const moments = [...visits, ...others].filter(({ at }) => at >= reachesTo).sort((a, b) => (a.at < b.at ? 1 : -1))
  const more = {
    ...nextOf(sessions.pageInfo, visits.at(-1)?.at, reachesTo, 'after'),
    ...nextOf(serverEvents.pageInfo, others.at(-1)?.at, reachesTo, 'serverEventsAfter'),
  }
  return (
    <Panel title="Journey" note={`The latest first, times in ${clock.timeZone}`}>
      <ol className="journey">
        {moments.map((moment) => (
          <li key={moment.id}>
            {'session' in moment ? (
              <Visit session={moment.session} />
            ) : (
              <p className="journey-server">
                <span className="touch-dot square" aria-hidden="true" />
                <strong>{moment.name}</strong> <span className="note">from a server, {clock.minute(moment.at)}</span>
              </p>
            )}
          </li>
        ))}
      </ol>
      {Object.keys(more).length > 0 && (
        <button type="button" className="button" disabled={isLoading} onClick={() => onMore(more)}>
          {isLoading ? 'Loading…' : 'What was before'}
        </button>
      )}
    </Panel>
  )
}

interface JourneyProps {
  user: FragmentType<typeof JourneyOf>
  isLoading: boolean
  onMore(cursors: JourneyCursors): void
}

/** The list that holds the other one back goes on. */
function nextOf(
  { hasNextPage, endCursor }: { hasNextPage: boolean; endCursor: string | null },
  endsAt: string | undefined,
  reachesTo: string,
  name: keyof JourneyCursors,
): JourneyCursors {
  return hasNextPage && endCursor !== null && endsAt === reachesTo ? { [name]: endCursor } : {}
}

function Visit({ session }: { session: JourneySessionFragment }) {
  const { clock } = usePlace()
  const { touch, events } = session
  const inOrder = events.nodes.toReversed()
  return (
    <details open={window.location.hash === `#${session.sessionId}` || undefined}>
      <summary id={session.sessionId}>
        <span className="touch-dot" style={{ background: channelColor(touch.channelGroup) }} aria-hidden="true" />
        <span className="journey-when">{clock.minute(session.startedAt)}</span>
        <span>
          <Channel name={touch.channelGroup} />{' '}
          <small>
            <Clamped>{touch.utmCampaign ?? touch.referringDomain ?? ''}</Clamped>
          </small>
          {session.becameIdentified && <span className="badge">became identified</span>}
        </span>
        <span className="note">
          {counted(session.pageviewCount, 'page')}, {counted(session.eventCount, 'event')},{' '}
          {duration(session.durationSeconds)}
        </span>
        <span className="journey-pages">
          {inOrder
            .filter(({ name, pathname }) => name === '$pageview' && pathname !== null)
            .map(({ id, pathname }) => (
              <span key={id}>
                <Clamped>{pathname ?? ''}</Clamped>
              </span>
            ))}
        </span>
      </summary>
      <ol className="events">
        {inOrder.map((event) => (
          <li key={event.id}>
            <time dateTime={event.timestamp}>{clock.time(event.timestamp)}</time>
            <strong>{event.name}</strong>
            <span className="mono quiet">{event.pathname}</span>
          </li>
        ))}
      </ol>
      {session.eventCount > events.nodes.length && (
        <p className="note">The latest {integer(events.nodes.length)} events.</p>
      )}
    </details>
  )
}
