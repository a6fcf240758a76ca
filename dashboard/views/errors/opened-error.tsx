import { usePlace } from '../../app/place.ts'
import { useAnswer } from '../../components/answer.tsx'
import { graphql } from '../../graphql/gql.ts'
import { ErrorGroup } from './error-group.tsx'

const Opened = graphql(`
  query OpenedError($location: String, $range: DateRange!, $fingerprint: String!, $granularity: Granularity!) {
    location(id: $location) {
      id
      error(range: $range, fingerprint: $fingerprint) {
        id
        ...ErrorGroup
      }
    }
  }
`)

/** The kind that an address opens, above the list while that has not come as far. */
export function OpenedError({ fingerprint, buckets, onClose }: OpenedErrorProps) {
  const { locationId, range } = usePlace()
  const { data } = useAnswer(Opened, {
    location: locationId,
    range: { from: range.from, to: range.to },
    fingerprint,
    granularity: range.granularity,
  })
  const error = data?.location.error
  // Who has followed an old link sees what broke on these days, as without it.
  return error == null ? null : <ErrorGroup error={error} buckets={buckets} isOpen onToggle={onClose} />
}

interface OpenedErrorProps {
  fingerprint: string
  buckets: readonly string[]
  onClose(): void
}
