import { usePlace } from '../../app/place.ts'
import { integer } from '../../data/format.ts'
import { type FragmentType, readFragment } from '../../graphql/fragment-masking.ts'
import { graphql } from '../../graphql/gql.ts'

const IngestHealthFields = graphql(`
  fragment IngestFigures on IngestHealth {
    accepted
    duplicates
    quarantined
    rejected
    dropped
    lastEventAt
    byReason {
      outcome
      reason
      count
    }
  }
`)

export function IngestFigures({ health }: { health: FragmentType<typeof IngestHealthFields> }) {
  const { clock } = usePlace()
  const fields = readFragment(IngestHealthFields, health)
  const figures = {
    'Events stored': { count: fields.accepted, key: 'accepted' },
    'Sent again': { count: fields.duplicates, key: 'duplicates' },
    Quarantined: { count: fields.quarantined, key: 'quarantined' },
    'Requests refused': { count: fields.rejected, key: 'rejected' },
    'Not kept': { count: fields.dropped, key: 'dropped' },
  }
  return (
    <>
      <dl className="figures wide">
        {Object.entries(figures).map(([title, { count, key }]) => (
          <div key={key}>
            <dt>{title}</dt>
            <dd data-figure={key} className={count > 0 && key === 'quarantined' ? 'bad' : ''}>
              {integer(count)}
            </dd>
          </div>
        ))}
        <div>
          <dt>Latest event came in</dt>
          <dd className="smaller">{fields.lastEventAt === null ? '–' : clock.minute(fields.lastEventAt)}</dd>
        </div>
      </dl>
      {fields.byReason.length > 0 && (
        <ul className="reasons">
          {fields.byReason.map(({ outcome, reason, count }) => (
            <li key={`${outcome} ${reason}`}>
              <span className="level error">{outcome.toLowerCase()}</span> <span className="mono">{reason}</span>{' '}
              <strong>{integer(count)}</strong>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
