import { useId } from 'react'
import { usePlace } from '../../app/place.ts'
import { Sparkline } from '../../charts/sparkline.tsx'
import { ChevronIcon } from '../../components/icons.tsx'
import { UserLink } from '../../components/user-link.tsx'
import { integer, noun } from '../../data/format.ts'
import { type FragmentType, readFragment } from '../../graphql/fragment-masking.ts'
import { graphql } from '../../graphql/gql.ts'

const ErrorGroupFields = graphql(`
  fragment ErrorGroup on ErrorSummary {
    id
    type
    message
    component
    level
    count
    affectedUserCount
    firstSeenAt
    lastSeenAt
    series(granularity: $granularity) {
      start
      count
    }
    samples(first: 3) {
      occurredAt
      message
      stack
      user {
        id
        userId
      }
      session {
        id
        sessionId
        entryPathname
        browser
      }
    }
  }
`)

/** One kind of error: a line, which opens to its latest occurrences. */
export function ErrorGroup({ error, buckets, isOpen, onToggle }: ErrorGroupProps) {
  const { clock } = usePlace()
  const id = useId()
  const fields = readFragment(ErrorGroupFields, error)
  const countAt = new Map(fields.series.map(({ start, count }) => [start, count]))
  return (
    <li data-open={isOpen}>
      <button type="button" className="error-head" aria-expanded={isOpen} aria-controls={id} onClick={onToggle}>
        <span className={`level ${fields.level}`}>{fields.level}</span>
        <span className="error-what">
          <strong>{fields.type}</strong> <span className="mono">{fields.component}</span>
          <span className="error-message">{fields.message}</span>
        </span>
        <Sparkline width={120} height={28} values={buckets.map((start) => countAt.get(start) ?? 0)} />
        <span className="error-count">
          <strong>{integer(fields.count)}</strong> {noun(fields.count, 'time')}
        </span>
        <span className="error-count">
          <strong>{integer(fields.affectedUserCount)}</strong> {noun(fields.affectedUserCount, 'user')}
        </span>
        <ChevronIcon />
      </button>
      <div id={id} hidden={!isOpen} className="error-body">
        {isOpen && (
          <>
            <p className="note">
              First on {clock.minute(fields.firstSeenAt)}, last on {clock.minute(fields.lastSeenAt)} ({clock.timeZone})
            </p>
            <ol className="samples">
              {fields.samples.map((sample) => (
                <li key={`${sample.occurredAt} ${sample.session?.id} ${sample.message}`}>
                  <p>
                    <time dateTime={sample.occurredAt}>{clock.exact(sample.occurredAt)}</time>
                    {sample.user !== null && <UserLink userId={sample.user.userId} />}
                    <span>
                      {[sample.session?.browser, sample.session?.entryPathname].filter(Boolean).join(', entered at ')}
                    </span>
                  </p>
                  <pre className="stack" tabIndex={-1}>
                    {sample.stack ?? sample.message}
                  </pre>
                </li>
              ))}
            </ol>
          </>
        )}
      </div>
    </li>
  )
}

interface ErrorGroupProps {
  error: FragmentType<typeof ErrorGroupFields>
  /** The starts of the series' buckets; the series leaves empty ones out. */
  buckets: readonly string[]
  isOpen: boolean
  onToggle(): void
}
