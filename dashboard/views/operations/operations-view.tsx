import { usePlace } from '../../app/place.ts'
import { TimeSeries } from '../../charts/time-series.tsx'
import { Answered, useAnswer } from '../../components/answer.tsx'
import { EmptyState, Skeleton, SkeletonLines } from '../../components/states.tsx'
import { Panel, View } from '../../components/view.tsx'
import { compact } from '../../data/format.ts'
import { hasBegun } from '../../data/range.ts'
import { graphql } from '../../graphql/gql.ts'
import { ApiUsageTable } from './api-usage-table.tsx'
import { IngestFigures } from './ingest-figures.tsx'

const Operations = graphql(`
  query Operations(
    $location: String
    $range: DateRange!
    $granularity: Granularity!
    $timeZone: TimeZone!
    $canManage: Boolean!
  ) {
    location(id: $location) {
      id
      ingestHealth(range: $range) {
        ...IngestFigures
        series(granularity: $granularity) {
          start
          accepted
        }
      }
    }
    apiUsage(range: $range, timeZone: $timeZone) @include(if: $canManage) {
      ...ApiUsageTable
    }
  }
`)

export default function OperationsView() {
  const { locationId, range, clock, canManage } = usePlace()
  const { from, to, granularity } = range
  const answer = useAnswer(Operations, {
    location: locationId,
    range: { from, to },
    granularity,
    // Its figures are those of no single location, but the days are those that the page names.
    timeZone: clock.timeZone,
    canManage,
  })
  const unit = { HOUR: 'hour', DAY: 'day', WEEK: 'week' }[granularity]
  return (
    <View title="Operations" lead="What became of everything that was sent, and how the API is used.">
      <Answered
        of={answer}
        skeleton={
          <>
            <Panel>
              <Skeleton height={340} />
            </Panel>
            <Panel>
              <SkeletonLines />
            </Panel>
          </>
        }
      >
        {({ location: { ingestHealth }, apiUsage }) => (
          <>
            <Panel title="Ingest" note="By when it came in: history that was imported today counts today.">
              <IngestFigures health={ingestHealth} />
              <p className="chart-title">Events stored per {unit}</p>
              <TimeSeries
                title={`Events stored per ${unit}`}
                height={220}
                write={compact}
                points={ingestHealth.series.map(({ start, accepted }) => ({
                  key: start,
                  label: clock.bucket(start, granularity),
                  value: hasBegun(start) ? accepted : null,
                }))}
              />
            </Panel>
            <Panel
              title="API usage"
              note="Of all locations that your token covers, per operation and client, the most frequent first"
            >
              {apiUsage === undefined ? (
                <EmptyState title="Your token does not cover this">
                  <p>How the API is used shows to tokens with the scope “manage”.</p>
                </EmptyState>
              ) : (
                <ApiUsageTable usage={apiUsage} />
              )}
            </Panel>
          </>
        )}
      </Answered>
    </View>
  )
}
