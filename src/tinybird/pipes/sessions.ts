import { column, maybeText, sessionColumns, string } from '../columns.ts'
import { dateFrom, dateTo, distinctId, flag, int32, limit, locationId, offset, ordering, text } from '../parameters.ts'
import { definePipe, type PipeContext } from '../pipe.ts'
import type { PipeValues } from '../pipe-values.ts'
import { afterEnd, dayOf, since } from '../time-value.ts'

const newestFirst = [
  { column: 'session_start', direction: 'DESC' },
  { column: 'session_id', direction: 'DESC' },
] as const

const analyticsColumns = [
  ...sessionColumns,
  column('seconds_per_pageview', 'Nullable(Float64)', 'Null without a page view.'),
  column('session_date', 'Date', "Day of the session's start in the location's time zone."),
]

const statsColumns = [
  column('date', 'Date', "Day of the sessions' start in the location's time zone."),
  string('location_id'),
  column('session_count', 'UInt32'),
  column('identified_session_count', 'UInt32', 'Sessions in which the visitor identified themselves.'),
  column('avg_session_duration', 'Float32', 'Seconds.'),
  column('avg_pageviews_per_session', 'Float32'),
  column('sessions_with_attribution_count', 'UInt32', 'Sessions whose channel is not direct.'),
  column('sessions_with_utm_count', 'UInt32', 'Sessions with a utm_source.'),
  column('sessions_with_referrer_count', 'UInt32'),
  column('sessions_with_funnel_count', 'UInt32'),
  maybeText('top_utm_source'),
  maybeText('top_utm_medium'),
  maybeText('top_utm_campaign'),
  maybeText('top_funnel_name'),
  ...(
    [
      'identified_session_percent',
      'attributed_session_percent',
      'utm_session_percent',
      'referrer_session_percent',
      'funnel_session_percent',
    ] as const
  ).map((name) => column(name, 'Float32', 'Of 100, two decimals.')),
]

const sessionFilters = (values: PipeValues, { timeZone }: PipeContext) => ({
  time_zone: timeZone,
  user_ids: values.list('distinct_id'),
  session_ids: values.list('session_id'),
  since: since(values.time('date_from'), timeZone),
  before: afterEnd(values.time('date_to'), timeZone),
  utm_sources: values.list('utm_source'),
  utm_mediums: values.list('utm_medium'),
  utm_campaigns: values.list('utm_campaign'),
  funnel_ids: values.list('funnel_id'),
  funnel_names: values.list('funnel_name'),
  page_ids: values.list('page_id'),
  affiliate_ids: values.list('affiliate_id'),
  min_duration_seconds: values.integer('min_duration') ?? null,
  max_duration_seconds: values.integer('max_duration') ?? null,
  became_identified: values.flag('became_identified') ?? null,
})

const who = [locationId, distinctId, dateFrom, dateTo, text('session_id', 'One session.')]

export const sessionPipes = [
  definePipe({
    name: 'sessions_analytics',
    description: 'Sessions with where they came from, filtered and ordered.',
    statement: 'pipe-sessions',
    parameters: [
      ...who,
      text('utm_source', 'utm_source of the touch.'),
      text('utm_medium', 'utm_medium of the touch.'),
      text('utm_campaign', 'utm_campaign of the touch.'),
      text('funnel_id', 'Funnel id.'),
      text('funnel_name', 'Funnel name.'),
      text('page_id', 'Page id.'),
      text('affiliate_id', 'Affiliate id.'),
      int32('min_duration', 'Lasted at least so many seconds.'),
      int32('max_duration', 'Lasted at most so many seconds.'),
      flag('became_identified', 'Whether the visitor identified themselves in it.'),
      ...ordering(analyticsColumns, 'session_start'),
      limit(100),
      offset,
    ],
    columns: analyticsColumns,
    order: newestFirst,
    bind: sessionFilters,
  }),
  definePipe({
    name: 'user_sessions',
    description: 'Sessions of one person, or of everybody, the latest first.',
    statement: 'pipe-sessions',
    parameters: [...who, limit(100), offset],
    columns: sessionColumns,
    order: newestFirst,
    bind: sessionFilters,
  }),
  definePipe({
    name: 'session_stats',
    description: 'Statistics of sessions per day; days without a session are left out.',
    statement: 'pipe-session-stats',
    parameters: [locationId, dateFrom, dateTo, ...ordering(statsColumns, 'date'), limit(100)],
    columns: statsColumns,
    order: [{ column: 'date', direction: 'DESC' }],
    bind: (values, { timeZone }) => ({
      time_zone: timeZone,
      from: dayOf(values.time('date_from') ?? { day: '0000-01-01' }, timeZone),
      to: dayOf(values.time('date_to') ?? { day: '9999-12-31' }, timeZone),
    }),
  }),
]
