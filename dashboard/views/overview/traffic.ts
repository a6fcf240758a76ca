import { hasBegun } from '../../data/range.ts'
import type { Metric } from '../../data/search.ts'
import { graphql } from '../../graphql/gql.ts'
import type { MetricsPointsFragment, SessionPointsFragment } from '../../graphql/graphql.ts'

export const MetricsPoints = graphql(`
  fragment MetricsPoints on LocationMetrics {
    start
    visitorCount
    pageviewCount
  }
`)
export const SessionPoints = graphql(`
  fragment SessionPoints on SessionStats {
    start
    sessionCount
    pageviewSessionCount
    bounceRate
    averageDurationSeconds
  }
`)

export interface Traffic {
  totals: Record<Metric, number | null>
  buckets: ({ start: string } & Record<Metric, number | null>)[]
}

/**
 * Counts and session statistics of the same buckets side by side. Averages over all days weigh each bucket by the
 * sessions that it is about: only those with a page view can bounce. Visitors of all days are counted by the gateway,
 * since one who comes on two days is one. What has not begun has no figures yet.
 */
export function trafficOf(
  metrics: readonly MetricsPointsFragment[],
  stats: readonly SessionPointsFragment[],
  visitors: number | null,
  nowMs = Date.now(),
): Traffic {
  const countsOf = new Map(metrics.map((point) => [point.start, point]))
  const buckets = stats.map((point) => ({
    start: point.start,
    visitors: countsOf.get(point.start)?.visitorCount ?? 0,
    pageviews: countsOf.get(point.start)?.pageviewCount ?? 0,
    sessions: point.sessionCount,
    bounce: point.bounceRate,
    duration: point.averageDurationSeconds,
  }))
  return {
    totals: {
      visitors,
      sessions: sum(stats, ({ sessionCount }) => sessionCount),
      pageviews: sum(buckets, ({ pageviews }) => pageviews),
      bounce: average(stats, ({ bounceRate, pageviewSessionCount }) => [bounceRate, pageviewSessionCount]),
      duration: average(stats, ({ averageDurationSeconds, sessionCount }) => [averageDurationSeconds, sessionCount]),
    },
    buckets: buckets.map((bucket) => (hasBegun(bucket.start, nowMs) ? bucket : { start: bucket.start, ...unknown })),
  }
}

const sum = <Item>(items: readonly Item[], read: (item: Item) => number) =>
  items.reduce((total, item) => total + read(item), 0)

/** Of what is known, each by its weight; null where nothing is. */
function average<Item>(items: readonly Item[], read: (item: Item) => [value: number | null, weight: number]) {
  const known = items.map(read).flatMap(([value, weight]) => (value === null ? [] : [{ value, weight }]))
  const weight = sum(known, (one) => one.weight)
  return weight === 0 ? null : sum(known, (one) => one.value * one.weight) / weight
}

const unknown = { visitors: null, pageviews: null, sessions: null, bounce: null, duration: null }
