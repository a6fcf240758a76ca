import { GatewayError } from '../errors.ts'
import { toDistinctId } from '../ingest/distinct-id.ts'
import { errorOf, errorsOf } from '../resolvers/errors.ts'
import { eventsOf } from '../resolvers/events.ts'
import { locationOf, locationsOf } from '../resolvers/locations.ts'
import { encodeNodeId } from '../resolvers/node-id.ts'
import { toLocalRange } from '../resolvers/range.ts'
import { selectedColumns } from '../resolvers/selected-columns.ts'
import { sessionOf, sessionsOf } from '../resolvers/sessions.ts'
import { userOf, usersOf } from '../resolvers/users.ts'
import { builder } from './builder.ts'
import { DateRangeInput, Granularity, OrderDirection, pageComplexity } from './common.ts'
import {
  ErrorSummaryConnection,
  EventConnection,
  LocationConnection,
  SessionConnection,
  UserConnection,
} from './connections.ts'
import { ErrorFilter } from './error-summary.ts'
import { EventFilter } from './event.ts'
import { LocationMetrics, SessionStats } from './metrics.ts'
import { ErrorSummaryRef, EventRef, LocationRef, SessionRef, UserRef } from './refs.ts'
import { SessionFilter, SessionOrder } from './session.ts'
import { UserFilter } from './user-filter.ts'

export const UserBy = builder.inputType('UserBy', {
  isOneOf: true,
  description: 'Exactly one way to name a user.',
  fields: (t) => ({
    userId: t.string({ description: 'The canonical id.' }),
    distinctId: t.string({ description: 'Any id under which events of the person came.' }),
  }),
})

const UserOrder = builder.inputType('UserOrder', {
  description: 'The order of users; ties are ordered by the user id.',
  fields: (t) => ({
    field: t.field({
      type: builder.enumType('UserOrderField', {
        description: 'What users are ordered by.',
        values: ['FIRST_SEEN', 'LAST_SEEN', 'SESSION_COUNT'] as const,
      }),
      required: true,
      defaultValue: 'LAST_SEEN',
      description: 'By what.',
    }),
    direction: t.field({ type: OrderDirection, required: true, defaultValue: 'DESC', description: 'Which way.' }),
  }),
})

/** Buckets of an hour are many: a year of them is the most that one answer holds. */
const maxDaysByGranularity = { HOUR: 366, DAY: 1_830, WEEK: 1_830, MONTH: 3_660 }

builder.node(LocationRef, {
  description: 'A tenant, and the gate to everything that belongs to it.',
  id: { description: 'Global id.', resolve: ({ locationId }) => encodeNodeId('Location', locationId, '') },
  isTypeOf: (value) => typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'Location',
  fields: (t) => ({
    locationId: t.exposeString('locationId', { description: 'The id of the tenant, as in the token.' }),
    timeZone: t.field({
      type: 'TimeZone',
      description: 'Its IANA time zone, used where a question names none. UTC unless configured.',
      resolve: ({ locationId }, _, { timeZoneOf }) => timeZoneOf(locationId),
    }),
    user: t.field({
      type: UserRef,
      nullable: true,
      description: 'One user; null when nobody has this id.',
      args: { by: t.arg({ type: UserBy, required: true, description: 'Which.' }) },
      resolve: async ({ locationId }, { by }, context, info) => {
        const id = by.userId ?? by.distinctId
        if (id == null) throw new GatewayError('BAD_USER_INPUT', 'by: give a userId or a distinctId.')
        const user = await userOf(locationId, id, context, info)
        // An id that was merged into another user is a distinct id, no user id any more.
        return by.userId != null && user?.userId !== toDistinctId(by.userId) ? null : user
      },
    }),
    users: t.connection(
      {
        type: UserRef,
        description: 'Its users; the latest seen first unless ordered otherwise. At most 1,000 at once.',
        complexity: pageComplexity,
        args: {
          filter: t.arg({ type: UserFilter, description: 'Which users.' }),
          orderBy: t.arg({ type: UserOrder, description: 'In which order.' }),
        },
        resolve: ({ locationId }, args, context, info) => usersOf(locationId, args, context, info),
      },
      UserConnection,
    ),
    session: t.field({
      type: SessionRef,
      nullable: true,
      description: 'One session; null when there is none with this id.',
      args: { sessionId: t.arg.string({ required: true, description: 'The id that the SDK gave it.' }) },
      resolve: ({ locationId }, { sessionId }, context, info) => sessionOf(locationId, sessionId, context, info),
    }),
    sessions: t.connection(
      {
        type: SessionRef,
        description: 'Its sessions; the latest start first unless ordered otherwise. At most 1,000 at once.',
        complexity: pageComplexity,
        args: {
          filter: t.arg({ type: SessionFilter, description: 'Which sessions.' }),
          orderBy: t.arg({ type: SessionOrder, description: 'In which order.' }),
        },
        resolve: ({ locationId }, args, context, info) => sessionsOf({ locationId }, args, context, info),
      },
      SessionConnection,
    ),
    events: t.connection(
      {
        type: EventRef,
        description: 'Its events, the latest first. At most 1,000 at once.',
        complexity: pageComplexity,
        args: { filter: t.arg({ type: EventFilter, description: 'Which events.' }) },
        resolve: ({ locationId }, args, context, info) => eventsOf({ locationId }, args, context, info),
      },
      EventConnection,
    ),
    metrics: t.field({
      type: [LocationMetrics],
      description: 'Counts per bucket of local time, empty buckets included, the earliest first.',
      args: {
        range: t.arg({ type: DateRangeInput, required: true, description: 'Which days.' }),
        granularity: t.arg({ type: Granularity, defaultValue: 'DAY', description: 'The length of a bucket.' }),
        timeZone: t.arg({ type: 'TimeZone', description: "IANA time zone; the location's unless given." }),
      },
      resolve: ({ locationId }, { range, granularity, timeZone }, { load, timeZoneOf }, info) => {
        const by = granularity ?? 'DAY'
        return load.rows({
          name: 'location-metrics',
          locationId,
          params: {
            ...toLocalRange(range, maxDaysByGranularity[by]),
            granularity: by,
            time_zone: timeZone ?? timeZoneOf(locationId),
          },
          columns: selectedColumns(info, 'location-metrics'),
        })
      },
    }),
    sessionStats: t.field({
      type: [SessionStats],
      description:
        "Statistics of the sessions that started in each bucket of local time, empty buckets included, the earliest first. A week or month at the edge counts only the range's days.",
      args: {
        range: t.arg({ type: DateRangeInput, required: true, description: 'Which days.' }),
        granularity: t.arg({ type: Granularity, defaultValue: 'DAY', description: 'The length of a bucket.' }),
        timeZone: t.arg({ type: 'TimeZone', description: "IANA time zone; the location's unless given." }),
      },
      resolve: ({ locationId }, { range, granularity, timeZone }, { load, timeZoneOf }, info) => {
        const by = granularity ?? 'DAY'
        return load.rows({
          name: 'session-stats',
          locationId,
          params: {
            ...toLocalRange(range, maxDaysByGranularity[by]),
            granularity: by,
            time_zone: timeZone ?? timeZoneOf(locationId),
          },
          columns: selectedColumns(info, 'session-stats'),
        })
      },
    }),
    errors: t.connection(
      {
        type: ErrorSummaryRef,
        description:
          "Kinds of errors within days of the location's time zone, the latest first. At most 1,000 at once.",
        complexity: pageComplexity,
        args: {
          range: t.arg({ type: DateRangeInput, required: true, description: 'Which days.' }),
          filter: t.arg({ type: ErrorFilter, description: 'Which errors.' }),
        },
        resolve: ({ locationId }, args, context, info) => errorsOf(locationId, args, context, info),
      },
      ErrorSummaryConnection,
    ),
    error: t.field({
      type: ErrorSummaryRef,
      nullable: true,
      description: "One kind of error within days of the location's time zone, or null if it did not happen on them.",
      args: {
        fingerprint: t.arg.string({ required: true, description: 'The fingerprint that its occurrences have.' }),
        range: t.arg({ type: DateRangeInput, required: true, description: 'Which days.' }),
      },
      resolve: ({ locationId }, { fingerprint, range }, context, info) =>
        errorOf(locationId, { fingerprint, ...toLocalRange(range) }, context, info),
    }),
  }),
})

builder.queryFields((t) => ({
  location: t.field({
    type: LocationRef,
    authScopes: { read: true },
    description:
      'The location with this id; the id may be left out when the credential covers exactly one. Out of scope or unknown: FORBIDDEN.',
    args: { id: t.arg.string({ description: 'The id of the tenant.' }) },
    resolve: (_, { id }, context) => locationOf(id, context),
  }),
  locations: t.connection(
    {
      type: LocationRef,
      authScopes: { read: true },
      description: 'The locations that the credential covers, in the order of their ids.',
      complexity: pageComplexity,
      args: { search: t.arg.string({ description: 'Part of the id, in any case. At most 200 characters.' }) },
      resolve: (_, args, context) => locationsOf(args, context),
    },
    LocationConnection,
  ),
}))
