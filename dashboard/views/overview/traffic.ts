import { hasBegun } from '../../data/range.ts'
import { graphql } from '../../graphql/gql.ts'
import type { MetricsPointsFragment, SessionPointsFragment } from '../../graphql/graphql.ts'
import type { Metric } from './kpis.tsx'

export const MetricsPoints = graphql(`
  fragment MetricsPoints on LocationMetrics {
    start
    uniqueUsers
    pageviewCount
  }
`)
export const SessionPoints = graphql(`
  fragment SessionPoints on SessionStats {
    start
    sessionCount
    bounceRate
    averageDurationSeconds
  }
`)

export interface Traffic {
  totals: Record<Metric, number | null>
  buckets: ({ start: string } & Record<Metric, number | null>)[]
}

/**
 * Counts and session statistics of the same buckets side by side. Averages over all days weigh each bucket by its
 * sessions; visitors of all days are counted by the gateway, since one who comes on two days is one. What has not begun has no
 * figures yet.
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
    visitors: countsOf.get(point.start)?.uniqueUsers ?? 0,
    pageviews: countsOf.get(point.start)?.pageviewCount ?? 0,
    sessions: point.sessionCount,
    bounce: point.bounceRate,
    duration: point.averageDurationSeconds,
  }))
  const sum = (read: (bucket: (typeof buckets)[number]) => number) =>
    buckets.reduce((total, bucket) => total + read(bucket), 0)
  const sessions = sum((bucket) => bucket.sessions)
  const average = (read: (bucket: (typeof buckets)[number]) => number | null) =>
    sessions === 0 ? null : sum((bucket) => (read(bucket) ?? 0) * bucket.sessions) / sessions
  return {
    totals: {
      visitors,
      sessions,
      pageviews: sum((bucket) => bucket.pageviews),
      bounce: average((bucket) => bucket.bounce),
      duration: average((bucket) => bucket.duration),
    },
    buckets: buckets.map((bucket) => (hasBegun(bucket.start, nowMs) ? bucket : { start: bucket.start, ...unknown })),
  }
}

const unknown = { visitors: null, pageviews: null, sessions: null, bounce: null, duration: null }
