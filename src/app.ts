import { Hono } from 'hono'
import { requestId } from 'hono/request-id'
import { secureHeaders } from 'hono/secure-headers'
import { createActivityHub } from './activity/activity-hub.ts'
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
import { createApiRequests } from './telemetry/api-requests.ts'
import { countedIngest } from './telemetry/counted-ingest.ts'
import { createIngestStats } from './telemetry/ingest-stats.ts'
import { createMetrics } from './telemetry/metrics.ts'
import { createMetricsRoute } from './telemetry/metrics-route.ts'
import { createObservers } from './telemetry/observers.ts'
import { createRefusedRequests } from './telemetry/refused-requests.ts'
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
  /** Ends what would stay open for as long as the client likes, and takes no more of it: the first step of a stop. */
  endSubscriptions(): void
  /** Ends ingest after everything that was taken is stored. The caller closes ClickHouse. */
  close(): Promise<void>
  /** The door behind the ingest routes, for commands that run inside this process. */
  ingest: ReturnType<typeof createBatcher>
}

/** The whole gateway as one fetch handler; it knows neither the process nor a socket. */
export function createApp({ config, clickhouse, verifyToken, writeKeys, log, now = Date.now }: AppDeps): App {
  const metrics = createMetrics()
  const observe = createObservers(metrics)
  const insert = createInsertRows(clickhouse.client, observe.inserts)
  const background = { insert, log, now }
  const stats = createIngestStats({
    ...background,
    onRetry: () => metrics.flushRetries.inc({ table: 'ingest_stats' }),
    onLost: () => metrics.rowsDropped.inc({ table: 'ingest_stats' }),
  })
  const apiRequests = createApiRequests({
    ...background,
    onRetry: () => metrics.flushRetries.inc({ table: 'api_requests' }),
    onDropped: (rows) => metrics.rowsDropped.inc({ table: 'api_requests' }, rows),
  })
  const writer = createWriter({ client: clickhouse.client, insert, claimsSince: clickhouse.exclusiveSince, log, now })
  const ingest = createBatcher(observe.writes(writer.write), {
    flushMs: config.INGEST_FLUSH_MS,
    flushEvents: config.INGEST_FLUSH_EVENTS,
    queueMaxEvents: config.INGEST_QUEUE_MAX_EVENTS,
    queueMaxBytes: config.INGEST_QUEUE_MAX_BYTES,
  })
  metrics.watch('ingest_queue_events', 'Events that wait or are being written.', () => ingest.queuedEvents)
  metrics.watch('ingest_queue_bytes', 'Their size, roughly.', () => ingest.queuedBytes)
  const operations = createOperations({ clickhouse, queuedEvents: () => ingest.queuedEvents })
  const posthog = createPosthogRoutes({
    ingest: countedIngest(ingest, 'posthog', { stats, metrics }),
    onRefused: createRefusedRequests({ writeKeys, stats, metrics }),
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
  const eventsApi = createEventsApi({
    costs: createCostStore({ client: clickhouse.client, insert, now }),
    writeKeys,
    log,
    bodyMaxBytes: config.INGEST_BATCH_MAX_BYTES,
  })
  const limits = {
    timeoutMs: config.QUERY_TIMEOUT_MS,
    maxMemoryBytes: config.QUERY_MAX_MEMORY_BYTES,
    maxRowsToRead: config.QUERY_MAX_ROWS_TO_READ,
    maxResultRows: config.QUERY_MAX_RESULT_ROWS,
  }
  const openSql = createSql(clickhouse, limits, observe.queries)
  const activity = createActivityHub(
    { openSql, now, log, metrics },
    { maxSubscriptions: config.SUBSCRIPTIONS_MAX, maxPerToken: config.SUBSCRIPTIONS_MAX_PER_TOKEN },
  )
  const graphql = createGraphQL({
    verifyToken,
    openSql,
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
    metrics,
    apiRequests,
    activity,
  })

  const app = new Hono({ strict: false })
    .use(requestId())
    .use(logRequests(log))
    .use(secureHeaders({ crossOriginResourcePolicy: false, crossOriginOpenerPolicy: false }))
    .route('/', operations.routes)
    .route('/', createMetricsRoute(metrics, { host: config.HOST, token: config.METRICS_TOKEN }))
    .route('/', posthog)
    .route('/', eventsApi)
    .route('/', createDashboard(bundleDirectory))
    .all('/graphql', (context) => graphql.fetch(context.req.raw, {}))
    .notFound((context) => context.json({ error: 'There is nothing here. GraphQL is at /graphql.' }, 404))
    .onError((error, context) => {
      log.error({ err: error }, 'a request failed unexpectedly')
      return context.json({ error: 'Unexpected error.' }, 500)
    })

  async function close() {
    activity.close()
    await ingest.close()
    await Promise.all([stats.close(), apiRequests.close()])
  }

  return {
    fetch: (request) => app.fetch(request),
    setReady: operations.setReady,
    endSubscriptions: activity.close,
    close,
    ingest,
  }
}
