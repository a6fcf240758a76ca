import { eventsOf } from '../resolvers/events.ts'
import { encodeNodeId } from '../resolvers/node-id.ts'
import { needs } from '../resolvers/selected-columns.ts'
import { namedUser } from '../resolvers/users.ts'
import type { Row } from '../sql/run.ts'
import { builder } from './builder.ts'
import { OrderDirection, pageComplexity } from './common.ts'
import { EventConnection } from './connections.ts'
import { EventFilter } from './event.ts'
import { EventRef, LocationRef, locationAt, read, readCount, type SessionParent, SessionRef, UserRef } from './refs.ts'
import { Touch } from './touch.ts'

export const SessionFilter = builder.inputType('SessionFilter', {
  description: 'Which sessions; all conditions must hold, lists match any of their values, empty ones everything.',
  fields: (t) => ({
    sessionId: t.stringList({ description: 'Session ids.' }),
    startedAfter: t.field({ type: 'DateTime', description: 'Started at or after.' }),
    startedBefore: t.field({ type: 'DateTime', description: 'Started before.' }),
    channel: t.stringList({ description: "The touch's channel." }),
    channelGroup: t.stringList({ description: "The touch's GA4 channel group." }),
    utmSource: t.stringList({ description: "The touch's utm_source." }),
    utmMedium: t.stringList({ description: "The touch's utm_medium." }),
    utmCampaign: t.stringList({ description: "The touch's utm_campaign." }),
    funnelId: t.stringList({ description: 'Funnel ids.' }),
    funnelName: t.stringList({ description: 'Funnel names.' }),
    pageId: t.stringList({ description: 'Page ids.' }),
    affiliateId: t.stringList({ description: 'Affiliate ids.' }),
    minDurationSeconds: t.int({ description: 'Lasted at least, in seconds.' }),
    maxDurationSeconds: t.int({ description: 'Lasted at most, in seconds.' }),
    becameIdentified: t.boolean({ description: 'Whether the visitor identified themselves in it.' }),
    bounced: t.boolean({ description: 'Whether it bounced.' }),
  }),
})

const SessionOrderField = builder.enumType('SessionOrderField', {
  description: 'What sessions are ordered by.',
  values: ['STARTED_AT', 'DURATION', 'PAGEVIEW_COUNT'] as const,
})

export const SessionOrder = builder.inputType('SessionOrder', {
  description: 'The order of sessions; ties are ordered by the session id.',
  fields: (t) => ({
    field: t.field({ type: SessionOrderField, required: true, defaultValue: 'STARTED_AT', description: 'By what.' }),
    direction: t.field({ type: OrderDirection, required: true, defaultValue: 'DESC', description: 'Which way.' }),
  }),
})

type TextColumn =
  | 'entry_url'
  | 'entry_pathname'
  | 'exit_url'
  | 'exit_pathname'
  | 'funnel_id'
  | 'funnel_name'
  | 'page_id'
  | 'affiliate_id'
  | 'browser'
  | 'device_type'
  | 'time_zone'

/** A text of the session's row; null when absent. */
const textField = (column: TextColumn, description: string) => ({
  nullable: true as const,
  extensions: needs<'sessions'>(column),
  description,
  resolve: ({ row }: SessionParent) => read(row, column),
})

type Sessions = Row<'sessions'>
const instantField = (column: keyof Pick<Sessions, 'started_at' | 'ended_at'>, description: string) => ({
  type: 'DateTime' as const,
  extensions: needs<'sessions'>(column),
  description,
  resolve: ({ row }: SessionParent) => read(row, column),
})

builder.node(SessionRef, {
  description: 'One visit: all events with one session id, however they arrived.',
  id: {
    description: 'Global id.',
    resolve: ({ locationId, sessionId }) => encodeNodeId('Session', locationId, sessionId),
  },
  isTypeOf: (value) => typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'Session',
  fields: (t) => ({
    sessionId: t.exposeString('sessionId', { description: 'The id that the SDK gave it.' }),
    startedAt: t.field(instantField('started_at', 'The time of its first event.')),
    endedAt: t.field(instantField('ended_at', 'The time of its last event.')),
    durationSeconds: t.float({
      extensions: needs<'sessions'>('duration_seconds'),
      description: 'From the first to the last event, in seconds.',
      resolve: ({ row }) => read(row, 'duration_seconds'),
    }),
    pageviewCount: t.field({
      type: 'SafeInt',
      extensions: needs<'sessions'>('pageview_count'),
      description: 'Distinct $pageview, pageview and $screen events.',
      resolve: ({ row }) => readCount(row, 'pageview_count'),
    }),
    eventCount: t.field({
      type: 'SafeInt',
      extensions: needs<'sessions'>('event_count'),
      description: 'Distinct events.',
      resolve: ({ row }) => readCount(row, 'event_count'),
    }),
    isBounce: t.boolean({
      nullable: true,
      extensions: needs<'sessions'>('is_bounce'),
      description: 'No second page view, no interaction, shorter than 10 seconds. Null without a page view.',
      resolve: ({ row }) => read(row, 'is_bounce'),
    }),
    becameIdentified: t.boolean({
      extensions: needs<'sessions'>('became_identified'),
      description: 'Whether the visitor identified themselves in it.',
      resolve: ({ row }) => read(row, 'became_identified'),
    }),
    entryUrl: t.string(
      textField('entry_url', 'The URL of the entry: page views first, then other events of the visitor.'),
    ),
    entryPathname: t.string(textField('entry_pathname', 'The path of the entry.')),
    exitUrl: t.string(textField('exit_url', 'The URL of the exit: the latest page view, else the latest other event.')),
    exitPathname: t.string(textField('exit_pathname', 'The path of the exit.')),
    touch: t.field({
      type: Touch,
      extensions: { sameRow: true },
      description: 'Where this visit came from.',
      resolve: ({ row }) => ({
        occurredAt: row.occurred_at,
        channel: row.channel,
        channelGroup: row.channel_group,
        origin: row.touch,
      }),
    }),
    funnelId: t.string(textField('funnel_id', 'The first funnel_id of its events.')),
    funnelName: t.string(textField('funnel_name', 'The funnel_name beside it.')),
    pageId: t.string(textField('page_id', 'The first page_id of its events.')),
    affiliateId: t.string(textField('affiliate_id', 'The first affiliate_id of its events.')),
    browser: t.string(textField('browser', 'The browser.')),
    deviceType: t.string(textField('device_type', 'As sent: Desktop, Mobile or Tablet by stock SDKs.')),
    timeZone: t.string(textField('time_zone', "The visitor's time zone, as sent: its IANA name by stock SDKs.")),
    user: t.field({
      type: UserRef,
      extensions: needs<'sessions'>('user_id'),
      description: "The user of the session's latest distinct id.",
      resolve: ({ locationId, row }, _, context, info) => namedUser(locationId, read(row, 'user_id'), context, info),
    }),
    events: t.connection(
      {
        type: EventRef,
        description: 'Its events, the latest first. At most 100 at once.',
        complexity: pageComplexity,
        args: { filter: t.arg({ type: EventFilter, description: 'Which events.' }) },
        resolve: ({ locationId, sessionId }, args, context, info) =>
          eventsOf({ locationId, sessionId }, args, context, info),
      },
      EventConnection,
    ),
    location: t.field({
      type: LocationRef,
      description: 'The location that it belongs to.',
      resolve: ({ locationId }) => locationAt(locationId),
    }),
  }),
})
