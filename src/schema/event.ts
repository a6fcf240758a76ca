import { isJsonObject } from '../json/json-value.ts'
import { encodeNodeId } from '../resolvers/node-id.ts'
import { needs } from '../resolvers/selected-columns.ts'
import { sessionOf } from '../resolvers/sessions.ts'
import { namedUser } from '../resolvers/users.ts'
import { builder } from './builder.ts'
import { EventRef, LocationRef, locationAt, read, SessionRef, UserRef } from './refs.ts'

export const EventFilter = builder.inputType('EventFilter', {
  description: 'Which events; all conditions must hold, lists match any of their values, empty ones everything.',
  fields: (t) => ({
    name: t.stringList({ description: 'Event names, such as $pageview.' }),
    after: t.field({ type: 'DateTime', description: 'At or after.' }),
    before: t.field({ type: 'DateTime', description: 'Before.' }),
    search: t.string({ description: 'Part of the name or of the URL, in any case. At most 200 characters.' }),
    inSession: t.boolean({
      description: 'true: those of a session; false: those of none, such as the events that a server sends.',
    }),
  }),
})

builder.node(EventRef, {
  description: 'One fact that an SDK sent.',
  id: { description: 'Global id.', resolve: ({ locationId, uuid }) => encodeNodeId('Event', locationId, uuid) },
  isTypeOf: (value) => typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'Event',
  fields: (t) => ({
    uuid: t.field({
      type: 'UUID',
      description: "The SDK's id; derived from the content where it gave none.",
      resolve: ({ uuid }) => uuid,
    }),
    name: t.string({
      extensions: needs<'events'>('name'),
      description: 'Its name, such as $pageview.',
      resolve: ({ row }) => read(row, 'name'),
    }),
    timestamp: t.field({
      type: 'DateTime',
      extensions: needs<'events'>('timestamp'),
      description: "When it happened, corrected for the sender's clock.",
      resolve: ({ row }) => read(row, 'timestamp'),
    }),
    distinctId: t.string({
      extensions: needs<'events'>('distinct_id'),
      description: 'The id that the SDK sent.',
      resolve: ({ row }) => read(row, 'distinct_id'),
    }),
    url: t.string({
      nullable: true,
      extensions: needs<'events'>('url'),
      description: 'The page it happened on.',
      resolve: ({ row }) => read(row, 'url'),
    }),
    pathname: t.string({
      nullable: true,
      extensions: needs<'events'>('pathname'),
      description: "The page's path.",
      resolve: ({ row }) => read(row, 'pathname'),
    }),
    properties: t.field({
      type: 'JSONObject',
      extensions: needs<'events'>('properties'),
      description: 'All its properties, as sent.',
      resolve: ({ row }) => {
        const properties: unknown = JSON.parse(read(row, 'properties'))
        return isJsonObject(properties) ? properties : {}
      },
    }),
    session: t.field({
      type: SessionRef,
      nullable: true,
      extensions: needs<'events'>('session_id'),
      description: 'The session it belongs to; null for server-side events.',
      resolve: ({ locationId, row }, _, context, info) => {
        const sessionId = read(row, 'session_id')
        return sessionId === null ? null : sessionOf(locationId, sessionId, context, info)
      },
    }),
    user: t.field({
      type: UserRef,
      extensions: needs<'events'>('user_id'),
      description: 'The user that its distinct id belongs to.',
      resolve: ({ locationId, row }, _, context, info) => namedUser(locationId, read(row, 'user_id'), context, info),
    }),
    location: t.field({
      type: LocationRef,
      description: 'The location that it belongs to.',
      resolve: ({ locationId }) => locationAt(locationId),
    }),
  }),
})
