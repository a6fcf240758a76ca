import { isJsonObject } from '../json/json-value.ts'
import { eventsOf } from '../resolvers/events.ts'
import { encodeNodeId } from '../resolvers/node-id.ts'
import { needs } from '../resolvers/selected-columns.ts'
import { sessionsOf } from '../resolvers/sessions.ts'
import { Attribution } from './attribution.ts'
import { builder } from './builder.ts'
import { pageComplexity } from './common.ts'
import { EventConnection, SessionConnection } from './connections.ts'
import { EventFilter } from './event.ts'
import { IdentityMapping } from './identity.ts'
import { EventRef, LocationRef, locationAt, personOf, read, readCount, SessionRef, UserRef } from './refs.ts'
import { SessionFilter, SessionOrder } from './session.ts'

builder.node(UserRef, {
  description: 'All distinct ids that belong to one person in one location, merged when they are read.',
  id: { description: 'Global id.', resolve: ({ locationId, userId }) => encodeNodeId('User', locationId, userId) },
  isTypeOf: (value) => typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'User',
  fields: (t) => ({
    userId: t.exposeString('userId', {
      description: 'The canonical id: the user id once identified, before that the distinct id.',
    }),
    distinctIds: t.stringList({
      extensions: needs<'users'>('distinct_ids'),
      description: 'Every id that belongs to this person, those without events too, sorted.',
      resolve: ({ row }) => read(row, 'distinct_ids'),
    }),
    isIdentified: t.boolean({
      extensions: needs<'users'>('is_identified'),
      description: 'Whether a mapping or an event of an identified person says who this is.',
      resolve: ({ row }) => read(row, 'is_identified'),
    }),
    firstSeenAt: t.field({
      type: 'DateTime',
      extensions: needs<'users'>('first_seen'),
      description: 'The time of the first event.',
      resolve: ({ row }) => read(row, 'first_seen'),
    }),
    lastSeenAt: t.field({
      type: 'DateTime',
      extensions: needs<'users'>('last_seen'),
      description: 'The time of the latest event.',
      resolve: ({ row }) => read(row, 'last_seen'),
    }),
    sessionCount: t.field({
      type: 'SafeInt',
      extensions: needs<'users-with-sessions'>('session_count'),
      description: 'Sessions whose user this is: whose latest event is theirs.',
      resolve: ({ row }) => readCount(row, 'session_count'),
    }),
    eventCount: t.field({
      type: 'SafeInt',
      extensions: needs<'users'>('event_count'),
      description: 'Distinct events of all their ids, server-side ones included.',
      resolve: ({ row }) => readCount(row, 'event_count'),
    }),
    properties: t.field({
      type: 'JSONObject',
      description:
        'Person properties from $set, $set_once and $unset, merged in event-time order over all distinct ids.',
      extensions: needs<'users'>('distinct_ids'),
      resolve: async (user, _, { load }) => {
        const [row] = await load.rows({
          name: 'user-properties',
          locationId: user.locationId,
          params: {},
          columns: ['properties'],
          by: personOf(user),
        })
        const properties: unknown = JSON.parse(row?.properties ?? '{}')
        return isJsonObject(properties) ? properties : {}
      },
    }),
    browser: t.string({
      nullable: true,
      extensions: needs<'users'>('browser'),
      description: 'The browser of the latest event that names one.',
      resolve: ({ row }) => read(row, 'browser'),
    }),
    deviceType: t.string({
      nullable: true,
      extensions: needs<'users'>('device_type'),
      description: 'Of the same event, as sent: Desktop, Mobile or Tablet by stock SDKs.',
      resolve: ({ row }) => read(row, 'device_type'),
    }),
    timeZone: t.string({
      nullable: true,
      extensions: needs<'users'>('time_zone'),
      description: 'The time zone of the same event, as sent: its IANA name by stock SDKs.',
      resolve: ({ row }) => read(row, 'time_zone'),
    }),
    attribution: t.field({
      type: Attribution,
      extensions: needs<'users-by-id'>('distinct_ids', 'session_keys'),
      description: 'Where the user came from.',
      resolve: (user) => user,
    }),
    sessions: t.connection(
      {
        type: SessionRef,
        extensions: needs<'users-by-id'>('distinct_ids', 'session_keys'),
        description: 'Their sessions; the latest start first unless ordered otherwise. At most 100 at once.',
        complexity: pageComplexity,
        args: {
          filter: t.arg({ type: SessionFilter, description: 'Which sessions.' }),
          orderBy: t.arg({ type: SessionOrder, description: 'In which order.' }),
        },
        resolve: (user, args, context, info) => sessionsOf({ locationId: user.locationId, user }, args, context, info),
      },
      SessionConnection,
    ),
    events: t.connection(
      {
        type: EventRef,
        extensions: needs<'users'>('distinct_ids'),
        description: 'Their events, the latest first. At most 100 at once.',
        complexity: pageComplexity,
        args: { filter: t.arg({ type: EventFilter, description: 'Which events.' }) },
        resolve: (user, args, context, info) => eventsOf({ locationId: user.locationId, user }, args, context, info),
      },
      EventConnection,
    ),
    identityMappings: t.field({
      type: [IdentityMapping],
      description: 'The mappings that made these ids one user, the earliest first.',
      extensions: needs<'users'>('distinct_ids'),
      resolve: (user, _, { load }) =>
        load.rows({
          name: 'identity-mappings',
          locationId: user.locationId,
          params: {},
          columns: ['location_id', 'user_id', 'anonymous_id', 'mapped_user_id', 'mapped_at', 'source'],
          by: personOf(user),
        }),
    }),
    location: t.field({
      type: LocationRef,
      description: 'The location that they belong to.',
      resolve: ({ locationId }) => locationAt(locationId),
    }),
  }),
})
