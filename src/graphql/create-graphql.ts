import { blockFieldSuggestionsPlugin } from '@escape.tech/graphql-armor-block-field-suggestions'
import { maxAliasesPlugin } from '@escape.tech/graphql-armor-max-aliases'
import { maxDirectivesPlugin } from '@escape.tech/graphql-armor-max-directives'
import { maxTokensPlugin } from '@escape.tech/graphql-armor-max-tokens'
import { useDisableIntrospection } from '@graphql-yoga/plugin-disable-introspection'
import { createYoga } from 'graphql-yoga'
import type { ActivityHub } from '../activity/activity-hub.ts'
import type { TokenVerifier } from '../auth/verify-token.ts'
import type { WriteKeySettings } from '../commands/command-deps.ts'
import { createCommands } from '../commands/commands.ts'
import type { InsertRows } from '../ingest/insert-rows.ts'
import { credentialKey } from '../limits/credential-key.ts'
import type { RequestGate } from '../limits/request-gate.ts'
import { createRowLoader, type RowLoader } from '../loaders/rows.ts'
import type { Logger } from '../log.ts'
import type { ErasedIds } from '../privacy/erased-ids.ts'
import type { Erasures } from '../privacy/erasures.ts'
import { schema } from '../schema/index.ts'
import type { Sql, SqlRequest } from '../sql/run.ts'
import type { ApiRequests } from '../telemetry/api-requests.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import type { GatewayContext } from './context.ts'
import { currentResponse } from './current-response.ts'
import { createGraphiQL } from './graphiql.ts'
import type { PersistedOperations } from './persisted-operations.ts'
import { useApiUsage } from './use-api-usage.ts'
import { useAuthentication } from './use-authentication.ts'
import { useCompiledOperations } from './use-compiled-operations.ts'
import { useDocumentBounds } from './use-document-bounds.ts'
import { useErrorCodes } from './use-error-codes.ts'
import { useExactDecimals } from './use-exact-decimals.ts'
import { useFreshContext } from './use-fresh-context.ts'
import { useInputBounds } from './use-input-bounds.ts'
import { useJsonBody } from './use-json-body.ts'
import { documentIdParam, useRegisteredOperations } from './use-persisted-operations.ts'
import { usePrivateCaching } from './use-private-caching.ts'
import { useRequestLimits } from './use-request-limits.ts'

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
  gate: RequestGate
  insert: InsertRows
  writeKeys: WriteKeySettings
  now: () => number
  erasures: Erasures
  erasedIds: ErasedIds
  timeZoneOf: (locationId: string) => string
  limits: GraphQLLimits
  graphiql: boolean
  introspection: boolean
  /** Documents that are run by their hash; see `collectPersistedOperations`. */
  persistedOperations: PersistedOperations
  /** Nothing but these; GraphiQL and introspection are off then. */
  persistedOnly: boolean
  log: Logger
  metrics: Metrics
  apiRequests: ApiRequests
  activity: ActivityHub
  /** The loaders of a request, where they are to be others. */
  createLoader?: ((sql: Sql) => RowLoader) | undefined
}

/** Nothing of the gateway answers at this path: Yoga's own health check would match any URL that ends with its path. */
const noHealthCheck = '/no-health-check-here'
const maxDirectives = 50

/** The GraphQL handler. The plugins run from top to bottom. */
export function createGraphQL(deps: GraphQLDeps) {
  const { verifyToken, openSql, gate, insert, writeKeys, erasures, erasedIds, now, timeZoneOf, limits, activity, log } =
    deps
  const { persistedOperations, persistedOnly, createLoader = createRowLoader } = deps
  const graphiql = deps.graphiql && !persistedOnly
  const introspection = deps.introspection && !persistedOnly
  const authentication = useAuthentication(verifyToken, log)
  const errorCodes = useErrorCodes(log)
  const usage = useApiUsage(authentication.principalOf, deps)
  const page = createGraphiQL(now)
  const body = useJsonBody(limits.maxBodyBytes)
  return createYoga<object, GatewayContext>({
    schema,
    context: ({ request, params }) => {
      const principal = authentication.principalOf(request)
      const sql = openSql({
        scope: principal.locations,
        signal: request.signal,
        operationName: params.operationName ?? undefined,
        credential: credentialKey(principal),
      })
      usage.reads(request, sql)
      const load = createLoader(sql)
      // What was read before a mutation is not true after it.
      const commands = () => createCommands({ principal, sql, insert, writeKeys, now, erasures, erasedIds }, load.reset)
      const { signal } = request
      return { principal, sql, load, commands, timeZoneOf, limits, activity, signal }
    },
    plugins: [
      authentication.plugin,
      useRequestLimits(gate, authentication.principalOf),
      usePrivateCaching(),
      page.plugin,
      body.plugin,
      useExactDecimals(schema, body.textOf, limits.maxTokens),
      useRegisteredOperations(persistedOperations, persistedOnly),
      useDocumentBounds(limits.maxBreadth),
      maxTokensPlugin({ n: limits.maxTokens }),
      maxAliasesPlugin({ n: limits.maxAliases }),
      maxDirectivesPlugin({ n: maxDirectives }),
      // Who may read the schema is helped with its names.
      ...(introspection ? [] : [blockFieldSuggestionsPlugin(), useDisableIntrospection()]),
      useInputBounds(),
      useCompiledOperations(persistedOperations),
      useFreshContext<GatewayContext>(({ sql, ...context }) => {
        sql.reset()
        return { ...context, sql, load: createLoader(sql) }
      }),
      errorCodes.plugin,
      usage.plugin,
    ],
    extraParamNames: [documentIdParam],
    maskedErrors: { maskError: errorCodes.maskError },
    graphiql,
    renderGraphiQL: page.render,
    graphqlEndpoint: '/graphql',
    healthCheckEndpoint: noHealthCheck,
    fetchAPI: { Response: currentResponse },
    maxRequestBodySize: false,
    cors: false,
    multipart: false,
    landingPage: false,
    batching: false,
    logging: false,
  })
}
