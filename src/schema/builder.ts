import SchemaBuilder from '@pothos/core'
import ComplexityPlugin from '@pothos/plugin-complexity'
import RelayPlugin from '@pothos/plugin-relay'
import ScopeAuthPlugin from '@pothos/plugin-scope-auth'
import { GraphQLError } from 'graphql'
import type { AccessScope } from '../auth/principal.ts'
import { errorTable } from '../errors.ts'
import type { GatewayContext } from '../graphql/context.ts'
import type { JsonObject } from '../json/json-value.ts'
import { scopeRefusal } from './scope-refusal.ts'

export interface SchemaTypes {
  Context: GatewayContext
  DefaultFieldNullability: false
  AuthScopes: Record<AccessScope, boolean>
  Connection: { totalCount: () => Promise<number> }
  Scalars: {
    ID: { Input: string; Output: string }
    /** Instants leave ClickHouse as ISO text and stay text. */
    DateTime: { Input: Date; Output: string }
    Date: { Input: string; Output: string }
    SafeInt: { Input: number; Output: number }
    /** Exact, so text. */
    Decimal: { Input: string; Output: string }
    UUID: { Input: string; Output: string }
    JSONObject: { Input: JsonObject; Output: JsonObject }
    TimeZone: { Input: string; Output: string }
  }
}

export const builder = new SchemaBuilder<SchemaTypes>({
  plugins: [ScopeAuthPlugin, RelayPlugin, ComplexityPlugin],
  defaultFieldNullability: false,
  scopeAuth: {
    // Before anything is polled for a subscriber.
    authorizeOnSubscribe: true,
    authScopes: ({ principal }) => ({
      read: principal.scopes.has('read'),
      write: principal.scopes.has('write'),
      manage: principal.scopes.has('manage'),
      erase: principal.scopes.has('erase'),
    }),
    unauthorizedError: (_, __, info, { failure }) => scopeRefusal(failure, info),
  },
  relay: {
    nodeQueryOptions: false,
    nodesQueryOptions: false,
    nodesOnConnection: true,
    nodeTypeOptions: { description: 'Anything with a global id.' },
    pageInfoTypeOptions: { description: 'Where a page lies in its list.' },
    // Ids carry the location too; resolvers/node-id.ts makes and reads them whole.
    encodeGlobalID: (_, id) => String(id),
  },
  complexity: {
    // A connection multiplies by its page size already; its `nodes` and `edges` are not lists of their own.
    defaultListMultiplier: 1,
    limit: ({ limits }) => ({ complexity: limits.maxComplexity, depth: limits.maxDepth, breadth: limits.maxBreadth }),
    complexityError: (kind, { complexity, depth, breadth, maxComplexity, maxDepth, maxBreadth }) => {
      const [found, allowed] = {
        Complexity: [complexity, maxComplexity],
        Depth: [depth, maxDepth],
        Breadth: [breadth, maxBreadth],
      }[kind]
      return new GraphQLError(`${errorTable.QUERY_TOO_COMPLEX.message} ${kind}: ${found}, at most ${allowed}.`, {
        extensions: { code: 'QUERY_TOO_COMPLEX' },
      })
    },
  },
})
