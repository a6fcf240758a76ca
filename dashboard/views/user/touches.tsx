import { usePlace } from '../../app/place.ts'
import { Channel, channelColor } from '../../components/channel.tsx'
import { Panel } from '../../components/view.tsx'
import { counted } from '../../data/format.ts'
import { type FragmentType, readFragment } from '../../graphql/fragment-masking.ts'
import { graphql } from '../../graphql/gql.ts'
import type { TouchCardFragment } from '../../graphql/graphql.ts'

const TouchCard = graphql(`
  fragment TouchCard on Touch {
    occurredAt
    channel
    channelGroup
    utmSource
    utmMedium
    utmCampaign
    utmContent
    utmTerm
    referringDomain
    landingPathname
  }
`)
const TouchesOf = graphql(`
  fragment Touches on Attribution {
    daysBetweenFirstAndLast
    firstTouch {
      ...TouchCard
    }
    lastNonDirectTouch {
      ...TouchCard
    }
    lastTouch {
      ...TouchCard
    }
  }
`)

/** From the first touch to the last, on one line. */
export function Touches({ attribution }: { attribution: FragmentType<typeof TouchesOf> }) {
  const { daysBetweenFirstAndLast: days, ...touches } = readFragment(TouchesOf, attribution)
  const first = readFragment(TouchCard, touches.firstTouch)
  const nonDirect = readFragment(TouchCard, touches.lastNonDirectTouch)
  const last = readFragment(TouchCard, touches.lastTouch)
  return (
    <Panel
      title="Touches"
      note={first === null ? 'No visit was seen.' : `${counted(days, 'day')} from the first touch to the last`}
    >
      {first !== null && (
        <ol className="touches">
          <One title="First touch" touch={first} />
          <One title="Last non-direct touch" touch={nonDirect} />
          <One title="Last touch" touch={last} />
        </ol>
      )}
    </Panel>
  )
}

function One({ title, touch }: { title: string; touch: TouchCardFragment | null }) {
  const { clock } = usePlace()
  if (touch === null)
    return (
      <li>
        <span className="touch-dot" aria-hidden="true" />
        <h3>{title}</h3>
        <p className="note">None: every visit was direct.</p>
      </li>
    )
  const tags = {
    Source: touch.utmSource,
    Medium: touch.utmMedium,
    Campaign: touch.utmCampaign,
    Content: touch.utmContent,
    Term: touch.utmTerm,
    Referrer: touch.referringDomain,
    Landing: touch.landingPathname,
  }
  return (
    <li>
      <span className="touch-dot" style={{ background: channelColor(touch.channelGroup) }} aria-hidden="true" />
      <h3>{title}</h3>
      <p>
        <strong>
          <Channel name={touch.channelGroup} />
        </strong>{' '}
        <span className="mono quiet">{touch.channel}</span>
      </p>
      <p className="note">{clock.minute(touch.occurredAt)}</p>
      <dl className="tags">
        {Object.entries(tags).map(
          ([name, value]) =>
            value !== null && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
    </li>
  )
}
