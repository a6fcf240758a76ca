import { usePlace } from '../../app/place.ts'
import { Channel } from '../../components/channel.tsx'
import { Clamped } from '../../components/clamped.tsx'
import { UserLink } from '../../components/user-link.tsx'
import { Scroll } from '../../components/view.tsx'
import { todayIn } from '../../data/range.ts'
import { useToday } from '../../data/use-today.ts'
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
  const today = useToday(clock.timeZone)
  // They come in by their own order: one of last year may stand between two of this minute.
  const when = (instant: string) =>
    todayIn(clock.timeZone, Date.parse(instant)) === today ? clock.time(instant) : clock.second(instant)
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
              <td className="when">{when(event.timestamp)}</td>
              <th scope="row">
                <strong>
                  <Clamped>{event.name}</Clamped>
                </strong>
              </th>
              <td>
                <Clamped>{event.pathname ?? '–'}</Clamped>
              </td>
              <td>
                <UserLink userId={event.user.userId} />
              </td>
              <td>{event.session === null ? 'a server' : <Channel name={event.session.touch.channelGroup} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}
