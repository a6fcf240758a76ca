import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { usePlace } from '../../app/place.ts'
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
import { visitorsOf } from './visitors.ts'

const Overview = graphql(`
  query Overview(
    $location: String
    $range: DateRange!
    $previous: DateRange!
    $granularity: Granularity!
    $conversion: String!
    $value: String
    $currency: String
    $lookback: Int!
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
      ...Visitors
      conversions: attributionReport(
        input: {
          range: $range
          conversionEvent: $conversion
          valueProperty: $value
          currency: $currency
          models: [FIRST_TOUCH]
          lookbackDays: $lookback
        }
      ) {
        ...ConversionTotals
        ...ConversionCurrencies
        ...ChannelValue
      }
      previousConversions: events(filter: { name: [$conversion], after: $previousStart, before: $start }) {
        totalCount
      }
    }
  }
`)

/** The first touch is that of the first visit, however long ago: as far back as the gateway looks. */
const lookbackDaysMax = 1000

export default function OverviewView() {
  const { locationId, range, clock } = usePlace()
  const { conversion = defaultConversion, value = defaultValueProperty, currency } = useSearch({ from: '/' })
  const { from, to, previous, granularity } = range
  const answer = useAnswer(Overview, {
    location: locationId,
    range: { from, to },
    previous,
    granularity,
    conversion,
    value,
    ...(currency === undefined ? {} : { currency }),
    lookback: lookbackDaysMax,
    previousStart: instantOf(previous.from, clock.timeZone),
    start: instantOf(from, clock.timeZone),
  })
  return (
    <View title="Overview">
      <Answered of={answer} skeleton={<OverviewSkeleton />}>
        {({ location }) => (
          <OverviewFigures location={location} conversion={conversion} value={value} currency={currency} />
        )}
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

function OverviewFigures({ location, conversion, value, currency }: FiguresProps) {
  const { clock, range } = usePlace()
  const navigate = useNavigate({ from: '/' })
  const { metric = 'visitors' } = useSearch({ from: '/' })
  const visitors = visitorsOf(location)
  const now = trafficOf(
    readFragment(MetricsPoints, location.metrics),
    readFragment(SessionPoints, location.sessionStats),
    visitors.count,
  )
  const before = trafficOf(
    readFragment(MetricsPoints, location.previousMetrics),
    readFragment(SessionPoints, location.previousSessionStats),
    visitors.before,
  )
  const { perBucket, write, isShare } = metricShapes[metric]
  const unit = { HOUR: 'hour', DAY: 'day', WEEK: 'week' }[range.granularity]
  const label = (start: string) => clock.bucket(start, range.granularity)
  // A day on which the clock is set has an hour more or less: the same hour is compared, not the hour of the same
  // place.
  const earlierOf = (start: string, index: number) =>
    range.granularity === 'HOUR'
      ? before.buckets.find((bucket) => label(bucket.start) === label(start))
      : before.buckets[index]

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
          {now.totals.sessions === 0 && visitors.count === 0 ? (
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
              isShare={isShare}
              points={now.buckets.map((bucket, index) => {
                const earlier = earlierOf(bucket.start, index)
                return {
                  key: bucket.start,
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
          note="Users with a page view or a screen, by the channel of their first visit; how many of them then converted on these days, and what the conversions of such people were worth"
        >
          <Channels visitors={visitors} value={location.conversions} conversion={conversion} />
        </Panel>
        <Panel title="Conversions" note="All of these days, wherever they came from">
          <Conversions
            now={location.conversions}
            before={location.previousConversions.totalCount}
            visitors={visitors.count}
            currency={currency}
          />
          <ConversionFields report={location.conversions} conversion={conversion} value={value} currency={currency} />
        </Panel>
      </div>
    </>
  )
}

interface FiguresProps {
  location: OverviewQuery['location']
  conversion: string
  value: string
  currency: string | undefined
}
