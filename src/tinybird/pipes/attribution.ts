import { attributionColumns, column, instant, prefixed, referrers, string, utm5 } from '../columns.ts'
import {
  dateFrom,
  dateTo,
  distinctId,
  int32,
  limit,
  locationId,
  offset,
  ordering,
  text,
  time,
  userId,
} from '../parameters.ts'
import { definePipe, type PipeContext } from '../pipe.ts'
import type { PipeValues } from '../pipe-values.ts'
import { afterEnd, before, since } from '../time-value.ts'

const newestFirst = [
  { column: 'last_seen', direction: 'DESC' },
  { column: 'user_id', direction: 'ASC' },
] as const

/** The users of the location, all of them unless a filter is given. */
export const everybody = {
  user_ids: [],
  identified: null,
  first_utm_sources: [],
  last_utm_sources: [],
  first_utm_campaigns: [],
  last_utm_campaigns: [],
  first_channels: [],
  last_channels: [],
  min_session_count: null,
  first_seen_after: null,
  first_seen_before: null,
  last_seen_after: null,
  last_seen_before: null,
}

const identifiedColumns = [string('user_id'), string('location_id'), ...attributionColumns]

function identifiedFilters(values: PipeValues, { timeZone }: PipeContext) {
  return {
    user_ids: values.list('user_id'),
    identified: true,
    first_utm_sources: values.list('first_utm_source'),
    last_utm_sources: values.list('last_utm_source'),
    first_utm_campaigns: values.list('first_utm_campaign'),
    last_utm_campaigns: values.list('last_utm_campaign'),
    first_channels: values.list('first_touch_channel_filter'),
    last_channels: values.list('last_touch_channel_filter'),
    min_session_count: values.integer('min_session_count') ?? null,
    first_seen_after: since(values.time('first_seen_after'), timeZone),
    first_seen_before: before(values.time('first_seen_before'), timeZone),
    last_seen_after: since(values.time('last_seen_after'), timeZone),
    last_seen_before: before(values.time('last_seen_before'), timeZone),
  }
}

const ten = [...utm5, 'gclid', 'fbclid', 'msclkid', ...referrers] as const

export const attributionPipes = [
  definePipe({
    name: 'user_attribution_optimized',
    description: 'Where users came from: first and last touch of each, over all of their ids; the last seen first.',
    statement: 'pipe-users',
    parameters: [locationId, distinctId, limit(100)],
    columns: [string('user_id'), ...attributionColumns],
    order: newestFirst,
    bind: (values) => ({ ...everybody, user_ids: values.list('distinct_id') }),
  }),
  definePipe({
    name: 'identified_users_attribution',
    aliases: ['identified_users_attribution_api'],
    description: 'Where identified users came from: first and last touch of each, filtered and ordered.',
    statement: 'pipe-users',
    parameters: [
      locationId,
      userId,
      text('first_utm_source', 'utm_source of the first touch.'),
      text('last_utm_source', 'utm_source of the last touch.'),
      text('first_utm_campaign', 'utm_campaign of the first touch.'),
      text('last_utm_campaign', 'utm_campaign of the last touch.'),
      int32('min_session_count', 'At least so many sessions.'),
      time('first_seen_after', 'First seen then or later.'),
      time('first_seen_before', 'First seen before; a date includes its day.'),
      time('last_seen_after', 'Last seen then or later.'),
      time('last_seen_before', 'Last seen before; a date includes its day.'),
      ...ordering(identifiedColumns, 'last_seen'),
      limit(1_000),
      offset,
      text('first_touch_channel_filter', 'Channel of the first touch.'),
      text('last_touch_channel_filter', 'Channel of the last touch.'),
    ],
    columns: identifiedColumns,
    order: newestFirst,
    bind: identifiedFilters,
  }),
  definePipe({
    name: 'user_attribution',
    description:
      'First touch, latest touch and touch of the first session of one person, or of the whole location: one row, none without an event.',
    statement: 'pipe-user-attribution',
    parameters: [locationId, distinctId, dateFrom, dateTo],
    columns: [
      ...prefixed('first', ten),
      ...prefixed('recent', ten),
      ...prefixed('first_session', utm5),
      ...prefixed('first_session', referrers),
      column('session_count', 'UInt64', 'Distinct sessions.'),
      instant('first_seen', 'Time of the first event.'),
      instant('last_seen', 'Time of the last event.'),
      column('days_between_first_last', 'UInt32', 'UTC midnights between the first and the last touch.'),
    ],
    order: [],
    bind: (values, { timeZone }) => ({
      user_ids: values.list('distinct_id'),
      since: since(values.time('date_from'), timeZone),
      before: afterEnd(values.time('date_to'), timeZone),
    }),
  }),
]
