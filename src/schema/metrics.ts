import { needs } from '../resolvers/selected-columns.ts'
import type { Row } from '../sql/run.ts'
import { builder } from './builder.ts'
import { read, readCount } from './refs.ts'

type Metrics = Partial<Row<'location-metrics'>>
type MetricsCount =
  | 'event_count'
  | 'pageview_count'
  | 'unique_users'
  | 'visitor_count'
  | 'session_count'
  | 'identify_count'
  | 'autocapture_count'
  | 'error_count'

const metric = (column: MetricsCount, description: string) => ({
  type: 'SafeInt' as const,
  extensions: needs<'location-metrics'>(column),
  description,
  resolve: (row: Metrics) => readCount(row, column),
})

export const LocationMetrics = builder.objectRef<Metrics>('LocationMetrics').implement({
  description: 'What happened at a location in one bucket of local time.',
  fields: (t) => ({
    start: t.field({
      type: 'DateTime',
      extensions: needs<'location-metrics'>('start'),
      description: 'The instant at which the bucket starts.',
      resolve: (row) => read(row, 'start'),
    }),
    eventCount: t.field(metric('event_count', 'Distinct events.')),
    pageviewCount: t.field(metric('pageview_count', 'Distinct $pageview, pageview and $screen events.')),
    uniqueUsers: t.field(metric('unique_users', 'Users with an event, after identity resolution.')),
    visitorCount: t.field(
      metric('visitor_count', 'Users with a $pageview, pageview or $screen event, after identity resolution.'),
    ),
    sessionCount: t.field(metric('session_count', 'Sessions with an event in the bucket.')),
    identifyCount: t.field(metric('identify_count', 'Distinct $identify events.')),
    autocaptureCount: t.field(metric('autocapture_count', 'Distinct $autocapture events.')),
    errorCount: t.field(metric('error_count', 'Distinct $exception and error events.')),
    eventsPerUser: t.float({
      extensions: needs<'location-metrics'>('events_per_user'),
      description: 'eventCount / uniqueUsers; 0 without users.',
      resolve: (row) => read(row, 'events_per_user'),
    }),
  }),
})

type Stats = Partial<Row<'session-stats'>>
type StatsCount =
  | 'session_count'
  | 'pageview_session_count'
  | 'identified_session_count'
  | 'attributed_session_count'
  | 'utm_session_count'
  | 'referrer_session_count'
  | 'funnel_session_count'
type StatsText = 'top_utm_source' | 'top_utm_medium' | 'top_utm_campaign' | 'top_funnel_name'
type StatsNumber = 'average_duration_seconds' | 'average_pageviews' | 'bounce_rate'

const count = (column: StatsCount, description: string) => ({
  type: 'SafeInt' as const,
  extensions: needs<'session-stats'>(column),
  description,
  resolve: (row: Stats) => readCount(row, column),
})
const text = (column: StatsText, description: string) => ({
  nullable: true as const,
  extensions: needs<'session-stats'>(column),
  description,
  resolve: (row: Stats) => read(row, column),
})
const number = (column: StatsNumber, description: string) => ({
  nullable: true as const,
  extensions: needs<'session-stats'>(column),
  description,
  resolve: (row: Stats) => read(row, column),
})

export const SessionStats = builder.objectRef<Stats>('SessionStats').implement({
  description: 'Sessions that started in one bucket of local time, each counted once, in that bucket.',
  fields: (t) => ({
    start: t.field({
      type: 'DateTime',
      extensions: needs<'session-stats'>('start'),
      description: 'The instant at which the bucket starts.',
      resolve: (row) => read(row, 'start'),
    }),
    date: t.field({
      type: 'Date',
      extensions: needs<'session-stats'>('date'),
      description: 'The local day on which the bucket starts.',
      resolve: (row) => read(row, 'date'),
    }),
    sessionCount: t.field(count('session_count', 'Sessions.')),
    identifiedSessionCount: t.field(
      count('identified_session_count', 'Sessions in which the visitor identified themselves.'),
    ),
    averageDurationSeconds: t.float(
      number('average_duration_seconds', 'Average length in seconds; null without sessions.'),
    ),
    averagePageviews: t.float(number('average_pageviews', 'Average page views; null without sessions.')),
    pageviewSessionCount: t.field(count('pageview_session_count', 'Sessions with a page view: only these can bounce.')),
    bounceRate: t.float(
      number('bounce_rate', 'Bounced sessions among those with a page view, 0 to 1; null without any.'),
    ),
    attributedSessionCount: t.field(count('attributed_session_count', 'Sessions whose channel is not direct.')),
    utmSessionCount: t.field(count('utm_session_count', 'Sessions with a utm_source.')),
    referrerSessionCount: t.field(count('referrer_session_count', 'Sessions with an external referrer.')),
    funnelSessionCount: t.field(count('funnel_session_count', 'Sessions with a funnel id or a funnel name.')),
    topUtmSource: t.string(text('top_utm_source', 'The most frequent utm_source; ties: the first in the alphabet.')),
    topUtmMedium: t.string(text('top_utm_medium', 'The most frequent utm_medium.')),
    topUtmCampaign: t.string(text('top_utm_campaign', 'The most frequent utm_campaign.')),
    topFunnelName: t.string(text('top_funnel_name', 'The most frequent funnel name.')),
  }),
})
