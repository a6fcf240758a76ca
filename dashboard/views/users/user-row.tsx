import { usePlace } from '../../app/place.ts'
import { Channel } from '../../components/channel.tsx'
import { Clamped } from '../../components/clamped.tsx'
import { UserLink } from '../../components/user-link.tsx'
import { integer } from '../../data/format.ts'
import { adPlatforms } from '../../data/search.ts'
import { type FragmentType, readFragment } from '../../graphql/fragment-masking.ts'
import { graphql } from '../../graphql/gql.ts'

const UserRowFields = graphql(`
  fragment UserRow on User {
    id
    userId
    isIdentified
    sessionCount
    eventCount
    lastSeenAt
    attribution {
      firstTouch {
        channelGroup
        utmCampaign
        referringDomain
      }
      lastTouch {
        channelGroup
      }
      clickIds {
        platform
      }
    }
  }
`)

export function UserRow({ user }: { user: FragmentType<typeof UserRowFields> }) {
  const { clock } = usePlace()
  const { userId, isIdentified, sessionCount, eventCount, lastSeenAt, attribution } = readFragment(UserRowFields, user)
  const { firstTouch, lastTouch, clickIds } = attribution
  const platforms = [...new Set(clickIds.map(({ platform }) => adPlatforms[platform]))]
  return (
    <tr>
      <th scope="row">
        <UserLink userId={userId} />
        {isIdentified && <span className="badge">identified</span>}
      </th>
      <td>
        {firstTouch === null ? '–' : <Channel name={firstTouch.channelGroup} />}{' '}
        <small>
          <Clamped>{firstTouch?.utmCampaign ?? firstTouch?.referringDomain ?? ''}</Clamped>
        </small>
      </td>
      <td>{lastTouch === null ? '–' : <Channel name={lastTouch.channelGroup} />}</td>
      <td>{platforms.join(', ') || '–'}</td>
      <td className="number">{integer(sessionCount)}</td>
      <td className="number">{integer(eventCount)}</td>
      <td className="when">{clock.minute(lastSeenAt)}</td>
    </tr>
  )
}
