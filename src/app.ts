import { Hono } from 'hono'
import { requestId } from 'hono/request-id'
import { createActivityHub } from './activity/activity-hub.ts'
import type { PipeTokens } from './auth/pipe-tokens.ts'
import type { SignInCodes } from './auth/sign-in-codes.ts'
import { createStoredWriteKeys } from './auth/stored-write-keys.ts'
import type { TokenVerifier } from './auth/verify-token.ts'
import { joinWriteKeys, type WriteKeys } from './auth/write-keys.ts'
import type { ClickHouse } from './clickhouse/clickhouse.ts'
import { type Config, servesGraphiql } from './config.ts'
import { createCostStore } from './costs/cost-store.ts'
import { bundleDirectory } from './dashboard/bundle.ts'
import { readPersistedDocuments } from './dashboard/persisted-documents.ts'
import { createDashboard } from './dashboard/routes.ts'
import { createSignInRoute } from './dashboard/sign-in-route.ts'
import { createExport } from './export/routes.ts'
import { createGraphQL } from './graphql/create-graphql.ts'
import { collectPersistedOperations, readPersistedSource } from './graphql/persisted-operations.ts'
import { openToOrigins } from './http/open-to-origins.ts'
import { logRequests } from './http/request-log.ts'
import { securityHeaders } from './http/security-headers.ts'
import { createBatcher } from './ingest/batcher.ts'
import { createBodyBudget } from './ingest/body-budget.ts'
import { createPosthogRoutes } from './ingest/posthog/routes.ts'
import { createWriter } from './ingest/writer.ts'
import { createCompany } from './limits/company.ts'
import * as limitsOf from './limits/limits-of.ts'
import { createRequestGate, type RequestGate } from './limits/request-gate.ts'
import { createWriteKeyRate } from './limits/write-key-rate.ts'
import type { RowLoader } from './loaders/rows.ts'
import type { Logger } from './log.ts'
import { createOperations } from './operations.ts'
import { createErasedIds } from './privacy/erased-ids.ts'
import { createErasures, type Erasures } from './privacy/erasures.ts'
import { stopMaxMs } from './privacy/maintenance.ts'
import { createPrivacyFilters } from './privacy/privacy-filters.ts'
import { createSql, type Sql } from './sql/run.ts'
import { createScheduler, type Scheduler } from './sql/scheduler.ts'
import { countedIngest } from './telemetry/counted-ingest.ts'
import { createMetricsRoute } from './telemetry/metrics-route.ts'
import { createRefusedRequests } from './telemetry/refused-requests.ts'
import { createTelemetry } from './telemetry/telemetry.ts'
import { credentialOf } from './tinybird/credential-of.ts'
import { createDataSources } from './tinybird/data-sources.ts'
import { createEventsApi } from './tinybird/events-api.ts'
import { createTinybirdRoutes } from './tinybird/routes.ts'

export interface AppDeps {
  config: Config
  clickhouse: ClickHouse
  /** The same database for work in the background, which waits longer for an answer than requests do. */
  patient?: ClickHouse
  verifyToken: TokenVerifier
  pipeTokens: PipeTokens
  /** Those of the configuration; created ones are looked up beside them. */
  writeKeys: WriteKeys
  /** In development only: what the printed links are exchanged through. */
  signIn?: SignInCodes | undefined
  log: Logger
  now?: () => number
  /** For comparison: other loaders than ours. */
  createLoader?: (sql: Sql) => RowLoader
}

export interface App {
  fetch(request: Request): Response | Promise<Response>
  /**
   * Every route by method and path; `ALL` stands for every method, and a path that ends with `*` for what runs on the
   * way.
   */
  routes: readonly { method: string; path: string }[]
  /** Shows on `/ready`: false tells load balancers to send nothing more. */
  setReady(ready: boolean): void
  /** Ends what would stay open for as long as the client likes, and takes no more of it: the first step of a stop. */
  endSubscriptions(): void
  /** Ends ingest after everything that was taken is stored. The caller closes ClickHouse. */
  close(): Promise<void>
  /** The door behind the ingest routes, for commands that run inside this process. */
  ingest: ReturnType<typeof createBatcher>
  /** Before ClickHouse: slots in use and queries that wait, to be watched. */
  scheduler: Scheduler
  /** Before the routes that read: requests in flight, to be watched. */
  gate: RequestGate
  /** For what goes on in the background. */
  erasures: Erasures
}

/** The whole gateway as one fetch handler; it knows neither the process nor a socket. */
export function createApp(deps: AppDeps): App {
  const {
    config,
    clickhouse,
    patient = clickhouse,
    verifyToken,
    pipeTokens,
    writeKeys: configured,
    signIn,
    log,
    now = Date.now,
  } = deps
  const { client } = clickhouse
  const stored = createStoredWriteKeys({ client, log })
  const writeKeys = joinWriteKeys(configured, stored)
  const telemetry = createTelemetry(clickhouse, { log, now })
  const { metrics, observe, insert, stats, apiRequests } = telemetry
  const erasures = createErasures({ clickhouse: patient, log, now })
  const erasedIds = createErasedIds(client, insert)

  const writer = createWriter({ client, insert, claimsSince: clickhouse.exclusiveSince, log, now })
  const company = createCompany()
  const ingest = createBatcher(
    observe.writes(writer.write),
    limitsOf.batcherLimits(config, clickhouse.processors),
    company,
    writer.prepare,
  )
  const bodies = createBodyBudget(config.INGEST_BODIES_MAX_BYTES, now)
  const keyLimit = limitsOf.writeKeyLimit(config)
  const rate = keyLimit && createWriteKeyRate(keyLimit, now)
  const posthog = createPosthogRoutes({
    ingest: countedIngest(ingest, 'posthog', { stats, metrics }),
    onRefused: createRefusedRequests('posthog', { writeKeys, stats, metrics }),
    writeKeys,
    log,
    now,
    limits: limitsOf.posthogLimits(config),
    bodies,
    ...(config.WEBHOOK_SECRET === undefined ? {} : { webhookSecrets: config.WEBHOOK_SECRET }),
    rate,
  })
  const eventsApi = createEventsApi({
    costs: createCostStore({ client, insert, now }),
    ingest: countedIngest(ingest, 'tinybird', { stats, metrics }),
    insert,
    erasedIds,
    privacy: createPrivacyFilters(client),
    onDropped: (locationId, reason, rows) => {
      stats.count(locationId, 'dropped', reason, rows)
      metrics.ingestEvents.inc({ door: 'tinybird', outcome: 'dropped', reason }, rows)
    },
    writeKeys,
    log,
    now,
    limits: limitsOf.rowLimits(config),
    bodies,
    rate,
    onRefused: createRefusedRequests('tinybird', { writeKeys, stats, metrics }, credentialOf),
  })

  const scheduler = createScheduler(limitsOf.schedulerLimits(config, clickhouse.processors), Date.now, company)
  const onRateLimited = () => metrics.rateLimited.inc({ door: 'read' })
  const gate = createRequestGate({ ...limitsOf.requestLimits(config), now, onRefused: onRateLimited })
  const openSql = createSql(clickhouse, limitsOf.queryLimits(config), { scheduler, observe: observe.queries })
  const timeZoneOf = (locationId: string) => config.LOCATION_TIME_ZONES?.get(locationId) ?? 'UTC'
  const activity = createActivityHub(
    { openSql, now, log, metrics },
    { maxSubscriptions: config.SUBSCRIPTIONS_MAX, maxPerToken: config.SUBSCRIPTIONS_MAX_PER_TOKEN },
  )
  const tinybird = createTinybirdRoutes({
    tokens: pipeTokens,
    openSql,
    gate,
    apiRequests,
    onRateLimited,
    timeZoneOf,
    now,
    log,
    bodyMaxBytes: config.GRAPHQL_MAX_BODY_BYTES,
  })
  const persistedSources = [
    { name: 'the dashboard', documents: readPersistedDocuments(bundleDirectory) },
    ...(config.PERSISTED_OPERATIONS ?? []).map(readPersistedSource),
  ]
  const graphql = createGraphQL({
    verifyToken,
    openSql,
    gate,
    insert,
    writeKeys: { maxPerLocation: config.WRITE_KEYS_MAX_PER_LOCATION, configured, onRevoke: stored.revoked },
    now,
    erasures,
    erasedIds,
    timeZoneOf,
    graphiql: servesGraphiql(config),
    introspection: config.INTROSPECTION,
    persistedOperations: collectPersistedOperations(persistedSources, {
      maxTokens: config.GRAPHQL_MAX_TOKENS,
    }),
    persistedOnly: config.PERSISTED_OPERATIONS_ONLY,
    limits: limitsOf.graphqlLimits(config),
    log,
    metrics,
    apiRequests,
    activity,
    createLoader: deps.createLoader,
  })

  const operations = createOperations({ clickhouse, queuedEvents: () => ingest.queuedEvents })
  metrics.watch('ingest_queue_events', 'Events that wait or are being written.', () => ingest.queuedEvents)
  metrics.watch('ingest_queue_bytes', 'Their size as it came.', () => ingest.queuedBytes)
  metrics.watch('ingest_bodies_bytes', 'Bodies that are being received and unpacked.', () => bodies.heldBytes)
  metrics.watch('ingest_queue_locations', 'Locations that have events there.', () => ingest.queuedLocations)
  metrics.watch('query_slots_used', 'Slots before ClickHouse that are taken.', () => scheduler.running)
  metrics.watch('query_slots', 'Slots there are.', () => scheduler.limits.slots)
  metrics.watch('query_queue', 'Queries that wait for a slot.', () => scheduler.waiting)
  metrics.watch('requests_in_flight', 'Requests that are being answered.', () => gate.inFlight)

  const dashboard = createDashboard(bundleDirectory)
  const app = new Hono({ strict: false })
    .use(requestId())
    .use(logRequests(log))
    .use(securityHeaders())
    .use('/graphql', openToOrigins(config.CORS_ORIGINS))
    .use('/export/*', openToOrigins(config.CORS_ORIGINS))
    .route('/', operations.routes)
    .route('/', createMetricsRoute(metrics, { host: config.HOST, token: config.METRICS_TOKEN }))
    .route('/', posthog)
    .route('/', eventsApi)
    .route('/', createDataSources({ clickhouse, verifyToken, writeKeys, gate, log, now }))
    .route(
      '/',
      createExport({
        verifyToken,
        openSql,
        gate,
        apiRequests,
        timeZoneOf,
        maxResultRows: config.QUERY_MAX_RESULT_ROWS,
        log,
      }),
    )
    .route('/', tinybird)
    .route('/', dashboard.routes)
    .route('/', signIn === undefined ? new Hono() : createSignInRoute(signIn))
    // `fetch` would reject as soon as the client leaves: then nobody logs the request.
    .all('/graphql', (context) => graphql.handleRequest(context.req.raw, {}))
    .notFound(
      async (context) =>
        (await dashboard.notFound(context)) ??
        context.json({ error: 'There is nothing here. GraphQL is at /graphql.' }, 404),
    )
    .onError((error, context) => {
      log.error({ err: error }, 'a request failed unexpectedly')
      return context.json({ error: 'Unexpected error.' }, 500)
    })

  return {
    fetch: (request) => app.fetch(request),
    routes: app.routes.map(({ method, path }) => ({ method, path })),
    setReady: operations.setReady,
    endSubscriptions: activity.close,
    async close() {
      activity.close()
      await Promise.all([ingest.close(), erasures.close(stopMaxMs)])
      await telemetry.close()
    },
    ingest,
    scheduler,
    gate,
    erasures,
  }
}
