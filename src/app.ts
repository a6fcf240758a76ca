import { Hono } from 'hono'
import { requestId } from 'hono/request-id'
import { secureHeaders } from 'hono/secure-headers'
import type { TokenVerifier } from './auth/verify-token.ts'
import type { WriteKeys } from './auth/write-keys.ts'
import type { ClickHouse } from './clickhouse/client.ts'
import type { Config } from './config.ts'
import { createCostStore } from './costs/cost-store.ts'
import { bundleDirectory } from './dashboard/bundle.ts'
import { readPersistedDocuments } from './dashboard/persisted-documents.ts'
import { createDashboard } from './dashboard/routes.ts'
import { createGraphQL } from './graphql/create-graphql.ts'
import { createBatcher } from './ingest/batcher.ts'
import { createInsertRows } from './ingest/insert-rows.ts'
import { createPosthogRoutes } from './ingest/posthog/routes.ts'
import { createWriter } from './ingest/writer.ts'
import type { Logger } from './log.ts'
import { createOperations } from './operations.ts'
import { logRequests } from './request-log.ts'
import { createSql } from './sql/run.ts'
import { createEventsApi } from './tinybird/events-api.ts'

export interface AppDeps {
  config: Config
  clickhouse: ClickHouse
  verifyToken: TokenVerifier
  writeKeys: WriteKeys
  log: Logger
  now?: () => number
}

export interface App {
  fetch(request: Request): Response | Promise<Response>
  /** Shows on `/ready`: false tells load balancers to send nothing more. */
  setReady(ready: boolean): void
  /** Ends ingest after everything that was taken is stored. The caller closes ClickHouse. */
  close(): Promise<void>
  /** The door behind the ingest routes, for commands that run inside this process. */
  ingest: ReturnType<typeof createBatcher>
}

/** The whole gateway as one fetch handler; it knows neither the process nor a socket. */
export function createApp({ config, clickhouse, verifyToken, writeKeys, log, now = Date.now }: AppDeps): App {
  const writer = createWriter({ client: clickhouse.client, claimsSince: clickhouse.exclusiveSince, log, now })
  const ingest = createBatcher(writer.write, {
    flushMs: config.INGEST_FLUSH_MS,
    flushEvents: config.INGEST_FLUSH_EVENTS,
    queueMaxEvents: config.INGEST_QUEUE_MAX_EVENTS,
    queueMaxBytes: config.INGEST_QUEUE_MAX_BYTES,
  })
  const operations = createOperations({ clickhouse, queuedEvents: () => ingest.queuedEvents })
  const posthog = createPosthogRoutes({
    ingest,
    writeKeys,
    log,
    now,
    limits: {
      eventMaxBytes: config.INGEST_EVENT_MAX_BYTES,
      batchMaxBytes: config.INGEST_BATCH_MAX_BYTES,
      batchMaxEvents: config.INGEST_BATCH_MAX_EVENTS,
      maxDepth: config.INGEST_MAX_DEPTH,
    },
    ...(config.WEBHOOK_SECRET === undefined ? {} : { webhookSecret: config.WEBHOOK_SECRET }),
  })
  const insert = createInsertRows(clickhouse.client)
  const eventsApi = createEventsApi({
    costs: createCostStore({ client: clickhouse.client, insert, now }),
    writeKeys,
    log,
    bodyMaxBytes: config.INGEST_BATCH_MAX_BYTES,
  })
  const graphql = createGraphQL({
    verifyToken,
    openSql: createSql(clickhouse, {
      timeoutMs: config.QUERY_TIMEOUT_MS,
      maxMemoryBytes: config.QUERY_MAX_MEMORY_BYTES,
      maxRowsToRead: config.QUERY_MAX_ROWS_TO_READ,
      maxResultRows: config.QUERY_MAX_RESULT_ROWS,
    }),
    insert,
    now,
    timeZoneOf: (locationId) => config.LOCATION_TIME_ZONES?.get(locationId) ?? 'UTC',
    graphiql: config.GRAPHIQL ?? !config.production,
    introspection: config.INTROSPECTION,
    persistedDocuments: readPersistedDocuments(bundleDirectory),
    limits: {
      maxComplexity: config.GRAPHQL_MAX_COMPLEXITY,
      maxDepth: config.GRAPHQL_MAX_DEPTH,
      maxBreadth: config.GRAPHQL_MAX_BREADTH,
      maxTokens: config.GRAPHQL_MAX_TOKENS,
      maxAliases: config.GRAPHQL_MAX_ALIASES,
      maxBodyBytes: config.GRAPHQL_MAX_BODY_BYTES,
    },
    log,
  })

  const app = new Hono({ strict: false })
    .use(requestId())
    .use(logRequests(log))
    .use(secureHeaders({ crossOriginResourcePolicy: false, crossOriginOpenerPolicy: false }))
    .route('/', operations.routes)
    .route('/', posthog)
    .route('/', eventsApi)
    .route('/', createDashboard(bundleDirectory))
    .all('/graphql', (context) => graphql.fetch(context.req.raw, {}))
    .notFound((context) => context.json({ error: 'There is nothing here. GraphQL is at /graphql.' }, 404))
    .onError((error, context) => {
      log.error({ err: error }, 'a request failed unexpectedly')
      return context.json({ error: 'Unexpected error.' }, 500)
    })

  return { fetch: (request) => app.fetch(request), setReady: operations.setReady, close: () => ingest.close(), ingest }
}
