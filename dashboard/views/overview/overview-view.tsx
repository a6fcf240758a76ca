import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { usePlace } from '../../app/location-gate.tsx'
import { TimeSeries } from '../../charts/time-series.tsx'
import { Answered, useAnswer } from '../../components/answer.tsx'
import { ConversionFields } from '../../components/conversion-fields.tsx'
import { EmptyState, Skeleton, SkeletonLines } from '../../components/states.tsx'
import { Panel, View } from '../../components/view.tsx'
import { instantOf } from '../../data/range.ts'
import { defaultConversion, defaultValueProperty } from '../../data/search.ts'
import { readFragment } from '../../graphql/fragment-masking.ts'
import { graphql } from '../../graphql/gql.ts'
import type { OverviewQuery } from '../../graphql/graphql.ts'
import { Channels } from './channels.tsx'
import { Conversions } from './conversions.tsx'
import { Kpis, metricShapes } from './kpis.tsx'
import { MetricsPoints, SessionPoints, trafficOf } from './traffic.ts'

const Overview = graphql(`
  query Overview(
    $location: String
    $range: DateRange!
    $previous: DateRange!
    $granularity: Granularity!
    $conversion: String!
    $value: String
    $window: Int!
    $previousStart: DateTime!
    $start: DateTime!
  ) {
    location(id: $location) {
      id
      metrics(range: $range, granularity: $granularity) {
        ...MetricsPoints
      }
      sessionStats(range: $range, granularity: $granularity) {
        ...SessionPoints
      }
      previousMetrics: metrics(range: $previous, granularity: $granularity) {
        ...MetricsPoints
      }
      previousSessionStats: sessionStats(range: $previous, granularity: $granularity) {
        ...SessionPoints
      }
      visitors: funnel(
        input: {
          range: $range
          steps: [{ event: "$pageview" }, { event: $conversion }]
          windowSeconds: $window
          breakdown: CHANNEL_GROUP
        }
      ) {
        steps {
          index
          count
        }
        ...ChannelVisitors
      }
      previousVisitors: funnel(input: { range: $previous, steps: [{ event: "$pageview" }] }) {
        steps {
          index
          count
        }
      }
      conversions: attributionReport(
        input: { range: $range, conversionEvent: $conversion, valueProperty: $value, models: [LAST_NON_DIRECT] }
      ) {
        ...ConversionTotals
        ...ChannelValue
      }
      previousConversions: events(filter: { name: [$conversion], after: $previousStart, before: $start }) {
        totalCount
      }
    }
  }
`)

export default function OverviewView() {
  const { locationId, range, clock } = usePlace()
  const { conversion = defaultConversion, value = defaultValueProperty } = useSearch({ from: '/' })
  const { from, to, previous, granularity, days } = range
  const answer = useAnswer(Overview, {
    location: locationId,
    range: { from, to },
    previous,
    granularity,
    conversion,
    value,
    window: days * 86_400,
    previousStart: instantOf(previous.from, clock.timeZone),
    start: instantOf(from, clock.timeZone),
  })
  return (
    <View title="Overview">
      <Answered of={answer} skeleton={<OverviewSkeleton />}>
        {({ location }) => <OverviewFigures location={location} conversion={conversion} value={value} />}
      </Answered>
    </View>
  )
}

const OverviewSkeleton = () => (
  <>
    <Panel>
      <Skeleton height={96} />
      <Skeleton height={300} />
    </Panel>
    <div className="columns wide-left">
      <Panel>
        <SkeletonLines />
      </Panel>
      <Panel>
        <SkeletonLines />
      </Panel>
    </div>
  </>
)

function OverviewFigures({ location, conversion, value }: FiguresProps) {
  const { clock, range } = usePlace()
  const navigate = useNavigate({ from: '/' })
  const { metric = 'visitors' } = useSearch({ from: '/' })
  const visitorCount = location.visitors.steps[0]?.count ?? 0
  const now = trafficOf(
    readFragment(MetricsPoints, location.metrics),
    readFragment(SessionPoints, location.sessionStats),
    visitorCount,
  )
  const before = trafficOf(
    readFragment(MetricsPoints, location.previousMetrics),
    readFragment(SessionPoints, location.previousSessionStats),
    location.previousVisitors.steps[0]?.count ?? 0,
  )
  const { perBucket, write } = metricShapes[metric]
  const unit = { HOUR: 'hour', DAY: 'day', WEEK: 'week' }[range.granularity]
  const label = (start: string) => clock.bucket(start, range.granularity)

  return (
    <>
      <Panel className="flush">
        <Kpis
          now={now}
          before={before}
          chosen={metric}
          onChoose={(metric) => navigate({ search: (search) => ({ ...search, metric }), replace: true })}
        />
        <div className="panel-body">
          <p className="chart-title">
            {perBucket} per {unit} <span className="legend-now">these days</span>
            <span className="legend-before">{range.days === 1 ? 'the day' : `${range.days} days`} before</span>
          </p>
          {now.totals.sessions === 0 && visitorCount === 0 ? (
            <EmptyState title="Nothing happened on these days">
              <p>
                Events are here the moment they are stored.{' '}
                <Link to="." search={(search) => ({ ...search, range: 'today' })}>
                  Look at today
                </Link>
                .
              </p>
            </EmptyState>
          ) : (
            <TimeSeries
              title={`${perBucket} per ${unit}`}
              write={write}
              points={now.buckets.map((bucket, index) => {
                const earlier = before.buckets[index]
                return {
                  label: label(bucket.start),
                  value: bucket[metric],
                  before: earlier && { label: label(earlier.start), value: earlier[metric] },
                }
              })}
            />
          )}
        </div>
      </Panel>
      <div className="columns wide-left">
        <Panel
          title="Where visitors first came from"
          note="Users with a page view, by the channel of their first visit"
        >
          <Channels visitors={location.visitors} value={location.conversions} conversion={conversion} />
        </Panel>
        <Panel title="Conversions" note="By the last touch that is not direct">
          <Conversions
            now={location.conversions}
            before={location.previousConversions.totalCount}
            visitors={visitorCount}
          />
          <ConversionFields conversion={conversion} value={value} />
        </Panel>
      </div>
    </>
  )
}

interface FiguresProps {
  location: OverviewQuery['location']
  conversion: string
  value: string
}
