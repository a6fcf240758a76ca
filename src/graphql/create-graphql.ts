import { blockFieldSuggestionsPlugin } from '@escape.tech/graphql-armor-block-field-suggestions'
import { maxAliasesPlugin } from '@escape.tech/graphql-armor-max-aliases'
import { maxDirectivesPlugin } from '@escape.tech/graphql-armor-max-directives'
import { maxTokensPlugin } from '@escape.tech/graphql-armor-max-tokens'
import { useDisableIntrospection } from '@graphql-yoga/plugin-disable-introspection'
import { createYoga } from 'graphql-yoga'
import type { ActivityHub } from '../activity/activity-hub.ts'
import type { TokenVerifier } from '../auth/verify-token.ts'
import { createCommands } from '../commands/commands.ts'
import type { InsertRows } from '../ingest/insert-rows.ts'
import { createRowLoader } from '../loaders/rows.ts'
import type { Logger } from '../log.ts'
import { schema } from '../schema/index.ts'
import type { Sql, SqlRequest } from '../sql/run.ts'
import type { ApiRequests } from '../telemetry/api-requests.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import type { GatewayContext } from './context.ts'
import { graphiqlOptions, renderGraphiQL } from './graphiql.ts'
import { useApiUsage } from './use-api-usage.ts'
import { useAuthentication } from './use-authentication.ts'
import { useErrorCodes } from './use-error-codes.ts'
import { useFreshContext } from './use-fresh-context.ts'
import { usePersistedOperations } from './use-persisted-operations.ts'
import { usePrivateCaching } from './use-private-caching.ts'

export interface GraphQLLimits {
  maxComplexity: number
  maxDepth: number
  maxBreadth: number
  maxTokens: number
  maxAliases: number
  maxBodyBytes: number
}

export interface GraphQLDeps {
  verifyToken: TokenVerifier
  openSql: (request: SqlRequest) => Sql
  insert: InsertRows
  now: () => number
  timeZoneOf: (locationId: string) => string
  limits: GraphQLLimits
  graphiql: boolean
  introspection: boolean
  /** Operations that clients may ask for by hash: hash → text. */
  persistedDocuments: ReadonlyMap<string, string>
  log: Logger
  metrics: Metrics
  apiRequests: ApiRequests
  activity: ActivityHub
}

/** Nothing of the gateway answers at this path: Yoga's own health check would match any URL that ends with its path. */
const noHealthCheck = '/no-health-check-here'
const maxDirectives = 50

/** The GraphQL handler. The plugins run from top to bottom. */
export function createGraphQL(deps: GraphQLDeps) {
  const { verifyToken, openSql, insert, now, timeZoneOf, limits, activity, graphiql, introspection, log } = deps
  const authentication = useAuthentication(verifyToken)
  const errorCodes = useErrorCodes(log)
  const usage = useApiUsage(authentication.principalOf, deps)
  return createYoga<object, GatewayContext>({
    schema,
    context: ({ request, params }) => {
      const principal = authentication.principalOf(request)
      const sql = openSql({
        scope: principal.locations,
        signal: request.signal,
        operationName: params.operationName ?? undefined,
      })
      usage.reads(request, sql)
      const commands = createCommands({ principal, sql, insert, now })
      return {
        principal,
        sql,
        load: createRowLoader(sql),
        commands,
        timeZoneOf,
        limits,
        activity,
        signal: request.signal,
      }
    },
    plugins: [
      authentication.plugin,
      usePersistedOperations(deps.persistedDocuments),
      usePrivateCaching(),
      maxTokensPlugin({ n: limits.maxTokens }),
      maxAliasesPlugin({ n: limits.maxAliases }),
      maxDirectivesPlugin({ n: maxDirectives }),
      blockFieldSuggestionsPlugin(),
      ...(introspection ? [] : [useDisableIntrospection()]),
      useFreshContext<GatewayContext>((context) => ({ ...context, load: createRowLoader(context.sql) })),
      errorCodes.plugin,
      usage.plugin,
    ],
    maskedErrors: { maskError: errorCodes.maskError },
    graphiql: graphiql ? graphiqlOptions : false,
    renderGraphiQL,
    graphqlEndpoint: '/graphql',
    healthCheckEndpoint: noHealthCheck,
    maxRequestBodySize: limits.maxBodyBytes,
    cors: false,
    multipart: false,
    landingPage: false,
    batching: false,
    logging: false,
  })
}
