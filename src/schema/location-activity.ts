import type { Activity } from '../activity/poll.ts'
import { latestEventsOf, subscribeToActivity } from '../resolvers/location-activity.ts'
import { builder } from './builder.ts'
import { EventRef, LocationRef, locationAt } from './refs.ts'

const LocationActivity = builder.objectRef<Activity>('LocationActivity').implement({
  description: 'What is going on at a location, by the time at which events came in.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'When this was read.' }),
    eventsPerMinute: t.expose('eventsPerMinute', { type: 'SafeInt', description: 'Events of the last minute.' }),
    activeUsers: t.expose('activeUsers', {
      type: 'SafeInt',
      description: 'Users with an event in the last five minutes, after identity resolution.',
    }),
    activeSessions: t.expose('activeSessions', {
      type: 'SafeInt',
      description: 'Sessions with an event in the last five minutes.',
    }),
    latestEvents: t.field({
      type: [EventRef],
      description: 'The events of the last two hours that came in last, the newest first.',
      complexity: ({ first }) => ({ field: 1, multiplier: Math.max(1, first ?? 10) }),
      args: { first: t.arg.int({ defaultValue: 10, description: 'How many, at most 50.' }) },
      resolve: (activity, { first }, context, info) => latestEventsOf(activity, first ?? 10, context, info),
    }),
    location: t.field({
      type: LocationRef,
      description: 'The location itself.',
      resolve: ({ locationId }) => locationAt(locationId),
    }),
  }),
})

builder.subscriptionField('locationActivity', (t) =>
  t.field({
    type: LocationActivity,
    authScopes: { read: true },
    description:
      'What is going on at a location: at once, and again whenever it has changed. Ends when the token expires. RATE_LIMITED when the token has too many open.',
    args: {
      locationId: t.arg.string({
        description: 'The id of the tenant; it may be left out when the credential covers exactly one.',
      }),
      intervalSeconds: t.arg.int({ defaultValue: 2, description: 'At most one push in so many seconds, 1 to 60.' }),
    },
    subscribe: (_, args, context) => subscribeToActivity(args, context),
    resolve: (activity) => activity,
  }),
)
