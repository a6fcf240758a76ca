import type { GraphQLResolveInfo } from 'graphql'
import { covers } from '../auth/principal.ts'
import { GatewayError } from '../errors.ts'
import type { GatewayContext } from '../graphql/context.ts'
import { errorOf } from '../resolvers/errors.ts'
import { eventOf } from '../resolvers/events.ts'
import { locationOf } from '../resolvers/locations.ts'
import { decodeNodeId } from '../resolvers/node-id.ts'
import { sessionOf } from '../resolvers/sessions.ts'
import { userOf } from '../resolvers/users.ts'
import { builder } from './builder.ts'

const maxNodes = 500

/** The node with this id; null when it does not exist. The location is checked before anything is read. */
async function nodeOf(id: string, context: GatewayContext, info: GraphQLResolveInfo) {
  const name = decodeNodeId(id)
  const [type, locationId, key] = name
  if (!covers(context.principal.locations, locationId))
    throw new GatewayError('FORBIDDEN', 'The token does not cover this location.')
  switch (type) {
    case 'Location':
      return locationOf(locationId, context)
    case 'User':
      return userOf(locationId, key, context, info)
    case 'Session':
      return sessionOf(locationId, key, context, info)
    case 'Event':
      return eventOf(locationId, key, context, info)
    case 'ErrorSummary':
      return errorOf(locationId, { fingerprint: key, from: name[3], to: name[4] }, context, info)
  }
}

builder.queryFields((t) => ({
  node: t.field({
    type: builder.nodeInterfaceRef(),
    nullable: true,
    authScopes: { read: true },
    description: 'Any node by its global id; null when it does not exist, FORBIDDEN in a location outside the token.',
    args: { id: t.arg.id({ required: true, description: 'The id field of a node.' }) },
    resolve: (_, { id }, context, info) => nodeOf(id, context, info),
  }),
  nodes: t.field({
    type: [builder.nodeInterfaceRef()],
    nullable: { list: false, items: true },
    authScopes: { read: true },
    description: `Nodes by their global ids, in their order, null where one does not exist. At most ${maxNodes}.`,
    args: { ids: t.arg.idList({ required: true, description: 'The id fields of nodes.' }) },
    complexity: ({ ids }) => ({ field: 1, multiplier: Math.max(1, ids.length) }),
    resolve: (_, { ids }, context, info) => {
      if (ids.length > maxNodes)
        throw new GatewayError('BAD_USER_INPUT', `ids: ${ids.length} are too many; at most ${maxNodes}.`)
      return Promise.all(ids.map((id) => nodeOf(id, context, info)))
    },
  }),
}))
