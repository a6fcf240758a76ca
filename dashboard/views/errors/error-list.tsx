import { usePlace } from '../../app/place.ts'
import { Answered } from '../../components/answer.tsx'
import { afterOf } from '../../components/paged-table.tsx'
import { EmptyState, SkeletonLines } from '../../components/states.tsx'
import { useMore } from '../../components/use-more.ts'
import { usePages } from '../../components/use-pages.ts'
import { Panel } from '../../components/view.tsx'
import { counted } from '../../data/format.ts'
import { uniqueById } from '../../data/unique-by-id.ts'
import { graphql } from '../../graphql/gql.ts'
import type { ErrorFilter } from '../../graphql/graphql.ts'
import { ErrorGroup } from './error-group.tsx'
import { OpenedError } from './opened-error.tsx'

const Errors = graphql(`
  query Errors(
    $location: String
    $range: DateRange!
    $filter: ErrorFilter!
    $granularity: Granularity!
    $first: Int!
    $after: String
  ) {
    location(id: $location) {
      id
      errors(range: $range, filter: $filter, first: $first, after: $after) {
        nodes {
          id
          fingerprint
          count
          ...ErrorGroup
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
      all: errors(range: $range, filter: $filter) {
        totalCount
      }
      metrics(range: $range, granularity: $granularity) {
        start
        errorCount
      }
    }
  }
`)

const pageSize = 50

/** Kinds of errors, the latest first, and the next ones when the end comes near. */
export function ErrorList({ filter, open, onOpen }: ErrorListProps) {
  const { locationId, range } = usePlace()
  const answer = usePages(
    Errors,
    {
      location: locationId,
      range: { from: range.from, to: range.to },
      filter,
      granularity: range.granularity,
      first: pageSize,
    },
    (pages) => afterOf(pages.at(-1)?.location.errors),
  )
  const end = useMore(answer.more)
  return (
    <>
      <Answered
        of={answer}
        skeleton={
          <Panel>
            <SkeletonLines />
          </Panel>
        }
      >
        {(pages) => {
          const nodes = uniqueById(pages.flatMap(({ location }) => location.errors.nodes))
          const { all, metrics } = pages[0]?.location ?? { all: { totalCount: 0 }, metrics: [] }
          const buckets = metrics.map(({ start }) => start)
          if (nodes.length === 0)
            return (
              <Panel>
                <EmptyState title="Nothing broke">
                  <p>No such error on these days.</p>
                </EmptyState>
              </Panel>
            )
          const listed = nodes.reduce((sum, { count }) => sum + count, 0)
          const happened = metrics.reduce((sum, { errorCount }) => sum + errorCount, 0)
          return (
            <Panel
              title={counted(all.totalCount, 'kind of error', 'kinds of errors')}
              note={
                nodes.length >= all.totalCount
                  ? counted(listed, 'occurrence')
                  : Object.keys(filter).length === 0
                    ? counted(happened, 'occurrence')
                    : // How often all of them happened is counted for no filter.
                      `${counted(listed, 'occurrence')} of the first ${nodes.length}`
              }
            >
              <ul className="error-list">
                {open !== undefined && !nodes.some(({ fingerprint }) => fingerprint === open) && (
                  <OpenedError fingerprint={open} buckets={buckets} onClose={() => onOpen(undefined)} />
                )}
                {nodes.map((error) => {
                  const isOpen = open === error.fingerprint
                  return (
                    <ErrorGroup
                      key={error.id}
                      error={error}
                      buckets={buckets}
                      isOpen={isOpen}
                      onToggle={() => onOpen(isOpen ? undefined : error.fingerprint)}
                    />
                  )
                })}
              </ul>
            </Panel>
          )
        }}
      </Answered>
      <div ref={end} className="end">
        {answer.isLoading && answer.data != null ? 'Loading more…' : ''}
      </div>
    </>
  )
}

interface ErrorListProps {
  filter: ErrorFilter
  /** The fingerprint of the kind that is open. */
  open: string | undefined
  onOpen(fingerprint: string | undefined): void
}
