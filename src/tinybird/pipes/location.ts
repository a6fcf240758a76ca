import { column, string } from '../columns.ts'
import { endDate, limit, locationId, startDate, text } from '../parameters.ts'
import { definePipe, type PipeContext } from '../pipe.ts'
import type { PipeValues } from '../pipe-values.ts'
import { afterEnd, dayOf, localDay, since, type TimeValue } from '../time-value.ts'

/** The asked window; 30 days unless its start is given, up to today unless its end is. */
function windowOf(values: PipeValues, { now, timeZone }: PipeContext): { start: TimeValue; end: TimeValue } {
  const end = values.time('end_date') ?? { day: localDay(now, timeZone) }
  const start = new Date(Date.parse(`${dayOf(end, timeZone)}T00:00:00Z`) - 29 * 86_400_000)
  return { start: values.time('start_date') ?? { day: start.toISOString().slice(0, 10) }, end }
}

export const locationPipes = [
  definePipe({
    name: 'location_metrics',
    description: 'Events, users and page views per day; days without an event are left out.',
    statement: 'pipe-location-metrics',
    parameters: [locationId, startDate('Date'), endDate('Date'), limit(1_000)],
    columns: [
      string('location_id'),
      column('date', 'Date', "Day in the location's time zone."),
      column('event_count', 'UInt64'),
      column('unique_users', 'UInt64', 'Users, each counted once whatever their ids.'),
      column('pageview_count', 'UInt64', '$pageview, pageview and $screen events.'),
      column('identify_count', 'UInt64', '$identify events.'),
      column('autocapture_count', 'UInt64', '$autocapture events.'),
      column('events_per_user', 'Float64'),
    ],
    order: [
      { column: 'date', direction: 'DESC' },
      { column: 'location_id', direction: 'ASC' },
    ],
    bind: (values, context) => {
      const { start, end } = windowOf(values, context)
      const { timeZone } = context
      return { time_zone: timeZone, from: dayOf(start, timeZone), to: dayOf(end, timeZone) }
    },
  }),
  definePipe({
    name: 'error_monitoring',
    description: 'Errors per type and hour, with the latest messages; the latest hour first.',
    statement: 'pipe-errors',
    parameters: [locationId, startDate('String'), endDate('String'), text('error_type', 'Only this type.')],
    columns: [
      string('location_id'),
      string('error_type'),
      column('hour', 'DateTime', 'Start of the hour, UTC.'),
      column('error_count', 'UInt64'),
      column('sample_messages', 'Array(String)', 'At most 10 different messages, the latest first.'),
    ],
    order: [
      { column: 'hour', direction: 'DESC' },
      { column: 'error_count', direction: 'DESC' },
      { column: 'error_type', direction: 'ASC' },
    ],
    bind: (values, context) => {
      const { start, end } = windowOf(values, context)
      const { timeZone } = context
      return { types: values.list('error_type'), since: since(start, timeZone), before: afterEnd(end, timeZone) }
    },
  }),
]
