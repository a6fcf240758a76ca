import { Hono } from 'hono'
import { requestId } from 'hono/request-id'
import { createStoredWriteKeys } from './auth/stored-write-keys.ts'
import type { TokenVerifier } from './auth/verify-token.ts'
import { joinWriteKeys, type WriteKeys } from './auth/write-keys.ts'
import type { ClickHouse } from './clickhouse/client.ts'
import type { Config } from './config.ts'
import { createCostStore } from './costs/cost-store.ts'
import { createGraphQL } from './graphql/create-graphql.ts'
import { collectPersistedOperations, readPersistedSource } from './graphql/persisted-operations.ts'
import { createBatcher } from './ingest/batcher.ts'
import { createInsertRows } from './ingest/insert-rows.ts'
import { createPosthogRoutes } from './ingest/posthog/routes.ts'
import { createWriter } from './ingest/writer.ts'
import { batcherLimits, requestLimits, schedulerLimits, writeKeyLimit } from './limits/limits-of.ts'
import { createRateLimiter } from './limits/rate-limiter.ts'
import { createRequestGate, type RequestGate } from './limits/request-gate.ts'
import type { Logger } from './log.ts'
import { createOperations } from './operations.ts'
import { logRequests } from './request-log.ts'
import { securityHeaders } from './security-headers.ts'
import { createSql } from './sql/run.ts'
import { createScheduler, type Scheduler } from './sql/scheduler.ts'
import { createEventsApi } from './tinybird/events-api.ts'

export interface AppDeps {
  config: Config
  clickhouse: ClickHouse
  verifyToken: TokenVerifier
  /** Those of the configuration; created ones are looked up beside them. */
  writeKeys: WriteKeys
  log: Logger
  now?: () => number
}

export interface App {
  fetch(request: Request): Response | Promise<Response>
  /** Every route by method and path; `ALL` stands for every method, and a path that ends with `*` for what runs on the way. */
  routes: readonly { method: string; path: string }[]
  /** Shows on `/ready`: false tells load balancers to send nothing more. */
  setReady(ready: boolean): void
  /** Ends ingest after everything that was taken is stored. The caller closes ClickHouse. */
  close(): Promise<void>
  /** The door behind the ingest routes, for commands that run inside this process. */
  ingest: ReturnType<typeof createBatcher>
  /** Before ClickHouse: slots in use and queries that wait, to be watched. */
  scheduler: Scheduler
  /** Before the routes that read: requests in flight, to be watched. */
  gate: RequestGate
}

/** The whole gateway as one fetch handler; it knows neither the process nor a socket. */
export function createApp({
  config,
  clickhouse,
  verifyToken,
  writeKeys: configured,
  log,
  now = Date.now,
}: AppDeps): App {
  const stored = createStoredWriteKeys({ client: clickhouse.client, log })
  const writeKeys = joinWriteKeys(configured, stored)
  const writer = createWriter({ client: clickhouse.client, claimsSince: clickhouse.exclusiveSince, log, now })
  const ingest = createBatcher(writer.write, batcherLimits(config))
  const scheduler = createScheduler(schedulerLimits(config))
  const gate = createRequestGate({ ...requestLimits(config), now })
  const keyLimit = writeKeyLimit(config)
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
    ...(config.WEBHOOK_SECRET === undefined ? {} : { webhookSecrets: config.WEBHOOK_SECRET }),
    ...(keyLimit === undefined ? {} : { rate: createRateLimiter({ ...keyLimit, now }) }),
  })
  const insert = createInsertRows(clickhouse.client)
  const eventsApi = createEventsApi({
    costs: createCostStore({ client: clickhouse.client, insert, now }),
    writeKeys,
    log,
    limits: {
      bodyMaxBytes: config.INGEST_BATCH_MAX_BYTES,
      maxRows: config.INGEST_BATCH_MAX_EVENTS,
      rowMaxBytes: config.INGEST_EVENT_MAX_BYTES,
      maxDepth: config.INGEST_MAX_DEPTH,
    },
  })
  const graphql = createGraphQL({
    verifyToken,
    openSql: createSql(
      clickhouse,
      {
        timeoutMs: config.QUERY_TIMEOUT_MS,
        maxMemoryBytes: config.QUERY_MAX_MEMORY_BYTES,
        maxRowsToRead: config.QUERY_MAX_ROWS_TO_READ,
        maxResultRows: config.QUERY_MAX_RESULT_ROWS,
      },
      scheduler,
    ),
    gate,
    insert,
    writeKeys: { maxPerLocation: config.WRITE_KEYS_MAX_PER_LOCATION, configured, onRevoke: stored.revoked },
    now,
    timeZoneOf: (locationId) => config.LOCATION_TIME_ZONES?.get(locationId) ?? 'UTC',
    graphiql: config.GRAPHIQL ?? !config.production,
    introspection: config.INTROSPECTION,
    persistedOperations: collectPersistedOperations((config.PERSISTED_OPERATIONS ?? []).map(readPersistedSource), {
      maxTokens: config.GRAPHQL_MAX_TOKENS,
    }),
    persistedOnly: config.PERSISTED_OPERATIONS_ONLY,
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
    .use(securityHeaders())
    .route('/', operations.routes)
    .route('/', posthog)
    .route('/', eventsApi)
    .all('/graphql', (context) => graphql.fetch(context.req.raw, {}))
    .notFound((context) => context.json({ error: 'There is nothing here. GraphQL is at /graphql.' }, 404))
    .onError((error, context) => {
      log.error({ err: error }, 'a request failed unexpectedly')
      return context.json({ error: 'Unexpected error.' }, 500)
    })

  return {
    fetch: (request) => app.fetch(request),
    routes: app.routes.map(({ method, path }) => ({ method, path })),
    setReady: operations.setReady,
    close: () => ingest.close(),
    ingest,
    scheduler,
    gate,
  }
}
