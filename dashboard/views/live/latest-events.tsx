import { Link } from '@tanstack/react-router'
import { usePlace } from '../../app/location-gate.tsx'
import { Channel } from '../../components/channel.tsx'
import { Clamped } from '../../components/clamped.tsx'
import { Scroll } from '../../components/view.tsx'
import { type FragmentType, readFragment } from '../../graphql/fragment-masking.ts'
import { graphql } from '../../graphql/gql.ts'

const LatestEvent = graphql(`
  fragment LatestEvent on Event {
    id
    name
    timestamp
    pathname
    user {
      id
      userId
    }
    session {
      id
      touch {
        channelGroup
      }
    }
  }
`)

/** A new event comes in at the top. */
export function LatestEvents({ events }: { events: readonly FragmentType<typeof LatestEvent>[] }) {
  const { clock } = usePlace()
  return (
    <Scroll label="Latest events">
      <table className="table stream">
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Event</th>
            <th scope="col">Page</th>
            <th scope="col">User</th>
            <th scope="col">Visit came from</th>
          </tr>
        </thead>
        <tbody>
          {readFragment(LatestEvent, events).map((event) => (
            <tr key={event.id}>
              <td className="when">{clock.time(event.timestamp)}</td>
              <th scope="row">
                <strong>
                  <Clamped>{event.name}</Clamped>
                </strong>
              </th>
              <td>
                <Clamped>{event.pathname ?? '–'}</Clamped>
              </td>
              <td>
                <Link to="/users/$userId" params={{ userId: event.user.userId }} className="mono id">
                  {event.user.userId}
                </Link>
              </td>
              <td>{event.session === null ? 'a server' : <Channel name={event.session.touch.channelGroup} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}
