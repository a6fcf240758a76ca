import { usePlace } from '../../app/place.ts'
import { Channel, channelColor } from '../../components/channel.tsx'
import { Clamped } from '../../components/clamped.tsx'
import { Panel } from '../../components/view.tsx'
import { counted, duration, integer } from '../../data/format.ts'
import { pageViewNames } from '../../data/page-views.ts'
import { uniqueById } from '../../data/unique-by-id.ts'
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
    screens: events(filter: { name: ["$screen"] }, first: 40) {
      nodes {
        id
        properties
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

type JourneyPages = readonly FragmentType<typeof JourneyOf>[]

/**
 * Sessions and what came from servers, the latest first. They are two lists: what lies before the end of either is kept
 * back until that one goes on, so that nothing appears in between later.
 */
function momentsOf(pages: JourneyPages) {
  const parts = readFragment(JourneyOf, pages)
  const visits = uniqueById(parts.flatMap(({ sessions }) => sessions.nodes))
    .map((node) => readFragment(JourneySession, node))
    .map((session) => ({ at: session.startedAt, id: session.id, session }))
  const others = uniqueById(parts.flatMap(({ serverEvents }) => serverEvents.nodes)).map(({ timestamp, id, name }) => ({
    at: timestamp,
    id,
    name,
  }))
  const ends = {
    after: { ...parts.at(-1)?.sessions.pageInfo, at: visits.at(-1)?.at },
    serverEventsAfter: { ...parts.at(-1)?.serverEvents.pageInfo, at: others.at(-1)?.at },
  }
  const reachesTo = Object.values(ends).reduce<string>(
    (latest, { hasNextPage, at }) => (hasNextPage && at !== undefined && at > latest ? at : latest),
    '',
  )
  const moments = [...visits, ...others].filter(({ at }) => at >= reachesTo).sort((a, b) => (a.at < b.at ? 1 : -1))
  return { moments, ends, reachesTo }
}

/** The list that holds the other one back goes on. */
export function nextOfJourney(pages: JourneyPages): JourneyCursors | undefined {
  const { ends, reachesTo } = momentsOf(pages)
  const cursors = Object.entries(ends).flatMap(([name, { hasNextPage, endCursor, at }]) =>
    hasNextPage && endCursor != null && at === reachesTo ? [[name, endCursor]] : [],
  )
  return cursors.length === 0 ? undefined : Object.fromEntries(cursors)
}

export function Journey({ pages, isLoading, onMore }: JourneyProps) {
  const { clock } = usePlace()
  const { moments } = momentsOf(pages)
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
      {(isLoading || onMore !== undefined) && (
        <button type="button" className="button" disabled={onMore === undefined} onClick={onMore}>
          {isLoading ? 'Loading…' : 'What was before'}
        </button>
      )}
    </Panel>
  )
}

interface JourneyProps {
  pages: JourneyPages
  isLoading: boolean
  /** Undefined where nothing was before, or where that is not known yet. */
  onMore: (() => void) | undefined
}

function Visit({ session }: { session: JourneySessionFragment }) {
  const { clock } = usePlace()
  const { touch, events, screens } = session
  const source = touch.utmCampaign ?? touch.referringDomain
  const screenNames = new Map(screens.nodes.map(({ id, properties }) => [id, properties.$screen_name]))
  const inOrder = events.nodes
    .toReversed()
    .map((event) => ({ ...event, page: event.pathname ?? textOf(screenNames.get(event.id)) }))
  return (
    <details open={window.location.hash === `#${session.sessionId}` || undefined}>
      <summary id={session.sessionId}>
        <span className="touch-dot" style={{ background: channelColor(touch.channelGroup) }} aria-hidden="true" />
        <span className="journey-when">{clock.minute(session.startedAt)}</span>
        <span className="journey-touch">
          <Channel name={touch.channelGroup} />
          {source !== null && (
            <small>
              <Clamped>{source}</Clamped>
            </small>
          )}
          {session.becameIdentified && <span className="badge">became identified</span>}
        </span>
        <span className="note">
          {counted(session.pageviewCount, 'page')}, {counted(session.eventCount, 'event')},{' '}
          {duration(session.durationSeconds)}
        </span>
        <span className="journey-pages">
          {inOrder
            .filter(({ name, page }) => pageViewNames.includes(name) && page !== null)
            .map(({ id, page }) => (
              <span key={id}>
                <Clamped>{page ?? ''}</Clamped>
              </span>
            ))}
        </span>
      </summary>
      <ol className="events">
        {inOrder.map((event) => (
          <li key={event.id}>
            <time dateTime={event.timestamp}>{clock.time(event.timestamp)}</time>
            <strong>{event.name}</strong>
            <span className="mono quiet">{event.page}</span>
          </li>
        ))}
      </ol>
      {session.eventCount > events.nodes.length && (
        <p className="note">The latest {integer(events.nodes.length)} events.</p>
      )}
    </details>
  )
}

const textOf = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null)
