import { usePlace } from '../../app/place.ts'
import { Channel } from '../../components/channel.tsx'
import { Clamped } from '../../components/clamped.tsx'
import { UserLink } from '../../components/user-link.tsx'
import { duration, integer } from '../../data/format.ts'
import { type FragmentType, readFragment } from '../../graphql/fragment-masking.ts'
import { graphql } from '../../graphql/gql.ts'
import type { SessionRowFragment } from '../../graphql/graphql.ts'

const SessionRowFields = graphql(`
  fragment SessionRow on Session {
    id
    sessionId
    startedAt
    durationSeconds
    pageviewCount
    eventCount
    isBounce
    becameIdentified
    entryPathname
    exitPathname
    deviceType
    browser
    touch {
      channelGroup
      utmCampaign
      referringDomain
    }
    user {
      id
      userId
    }
  }
`)

function wayOf({ entryPathname, exitPathname }: SessionRowFragment): string {
  const entry = entryPathname ?? '–'
  return exitPathname === null || exitPathname === entryPathname ? entry : `${entry} → ${exitPathname}`
}

export function SessionRow({ session }: { session: FragmentType<typeof SessionRowFields> }) {
  const { clock } = usePlace()
  const fields = readFragment(SessionRowFields, session)
  const { touch, user } = fields
  return (
    <tr>
      <td className="when">
        {clock.minute(fields.startedAt)}
        <small>
          <Clamped>{[fields.deviceType, fields.browser].filter(Boolean).join(', ')}</Clamped>
        </small>
      </td>
      <th scope="row">
        <UserLink userId={user.userId} hash={fields.sessionId} />
        {fields.becameIdentified && <span className="badge">became identified</span>}
      </th>
      <td>
        <Channel name={touch.channelGroup} />
        <small>
          <Clamped>{touch.utmCampaign ?? touch.referringDomain ?? ''}</Clamped>
        </small>
      </td>
      <td className="way">
        <Clamped>{wayOf(fields)}</Clamped>
        {fields.isBounce === true && <span className="badge quiet">bounced</span>}
      </td>
      <td className="number">{integer(fields.pageviewCount)}</td>
      <td className="number">{integer(fields.eventCount)}</td>
      <td className="number">{duration(fields.durationSeconds)}</td>
    </tr>
  )
}
