import { usePlace } from '../../app/place.ts'
import { Panel } from '../../components/view.tsx'
import { adPlatforms } from '../../data/search.ts'
import { type FragmentType, readFragment } from '../../graphql/fragment-masking.ts'
import { graphql } from '../../graphql/gql.ts'

const ClickIdsOf = graphql(`
  fragment ClickIds on Attribution {
    clickIds {
      platform
      parameter
      value
      firstDetectedAt
      lastDetectedAt
    }
    facebook {
      fbc
      detectedAt
    }
  }
`)

/** Every ad click, with when it was first and last seen. */
export function ClickIds({ attribution }: { attribution: FragmentType<typeof ClickIdsOf> }) {
  const { clock } = usePlace()
  const { clickIds, facebook } = readFragment(ClickIdsOf, attribution)
  return (
    <Panel title="Click ids" note={`Newest first, in ${clock.timeZone}`}>
      {clickIds.length === 0 && <p className="note">Never arrived by a click on an ad that marks its clicks.</p>}
      <ul className="clicks">
        {clickIds.map((click) => (
          <li key={`${click.parameter} ${click.value}`}>
            <strong>{adPlatforms[click.platform]}</strong> <span className="mono quiet">{click.parameter}</span>
            <code>{click.value}</code>
            <small>
              {clock.exact(click.firstDetectedAt)}
              {click.lastDetectedAt !== click.firstDetectedAt && ` – ${clock.exact(click.lastDetectedAt)}`}
            </small>
          </li>
        ))}
        {facebook !== null && (
          <li>
            <strong>Meta Conversions API</strong> <span className="mono quiet">fbc</span>
            <code>{facebook.fbc}</code>
            <small>{clock.exact(facebook.detectedAt)}</small>
          </li>
        )}
      </ul>
    </Panel>
  )
}
