import { availableParallelism } from 'node:os'
import type { Config } from '../config.ts'
import type { GraphQLLimits } from '../graphql/create-graphql.ts'
import type { BatcherLimits } from '../ingest/batcher.ts'
import type { PosthogLimits } from '../ingest/posthog/posthog-deps.ts'
import type { QueryLimits } from '../sql/run.ts'
import type { SchedulerLimits } from '../sql/scheduler.ts'
import type { RowLimits } from '../tinybird/sent-rows.ts'
import type { RateLimit } from './rate-limiter.ts'
import type { RequestLimits } from './request-gate.ts'

/**
 * How many queries run side by side. On a server ingest keeps connections of its own, so that no query delays an
 * acknowledgement, and no location may hold more than half of the slots; more than two for each processor would only
 * slow each other down. The embedded engine binds the parameters of one query at a time, whatever the connections: a
 * second slot would only hand the order of service over to its own queue, which knows no locations.
 */
export function schedulerLimits(config: Config, processors = Number.POSITIVE_INFINITY): SchedulerLimits {
  const most = Math.max(1, Math.min(config.CLICKHOUSE_MAX_CONNECTIONS - 2, 2 * processors))
  const slots = config.QUERY_CONCURRENCY ?? (config.embedded ? 1 : most)
  return {
    slots,
    slotsPerTenant: config.QUERY_CONCURRENCY_PER_LOCATION ?? Math.ceil(slots / 2),
    queueTotal: config.QUERY_QUEUE_MAX,
    queuePerTenant: config.QUERY_QUEUE_MAX_PER_LOCATION,
    maxWaitMs: config.QUERY_QUEUE_TIMEOUT_MS,
  }
}

/** Requests of one credential on the routes that read. */
export function requestLimits(config: Config): RequestLimits {
  return {
    perSecond: config.READ_REQUESTS_PER_SECOND,
    burst: config.READ_REQUESTS_BURST,
    concurrent: config.READ_REQUESTS_CONCURRENT,
  }
}

/** Events of one write key; without a configured rate only the queue bounds them. */
export function writeKeyLimit(config: Config): RateLimit | undefined {
  const perSecond = config.INGEST_EVENTS_PER_SECOND_PER_KEY
  if (perSecond === undefined) return undefined
  return { perSecond, burst: config.INGEST_EVENTS_BURST_PER_KEY ?? perSecond * 10 }
}

/**
 * A location may fill a quarter of the ingest queue. Its groups keep about one processor busy, and the merges after
 * them another half: on two processors it rests two and a half times as long while others are there, on more of them
 * shorter. Where nobody is, it takes what there is: two groups keep two processors busy, and of larger ones the engine
 * merges less.
 */
export function batcherLimits(config: Config, processors = availableParallelism()): BatcherLimits {
  return {
    flushMs: config.INGEST_FLUSH_MS,
    flushEvents: config.INGEST_FLUSH_EVENTS,
    queueMaxEvents: config.INGEST_QUEUE_MAX_EVENTS,
    queueMaxBytes: config.INGEST_QUEUE_MAX_BYTES,
    locationMaxEvents: config.INGEST_QUEUE_MAX_EVENTS_PER_LOCATION ?? Math.ceil(config.INGEST_QUEUE_MAX_EVENTS / 4),
    locationMaxBytes: config.INGEST_QUEUE_MAX_BYTES_PER_LOCATION ?? Math.ceil(config.INGEST_QUEUE_MAX_BYTES / 4),
    rest: Math.min(2.5, 5 / processors),
    alone: { groups: 2, flushEvents: 2 * config.INGEST_FLUSH_EVENTS },
  }
}

/** One ClickHouse query. */
export function queryLimits(config: Config): QueryLimits {
  return {
    timeoutMs: config.QUERY_TIMEOUT_MS,
    maxMemoryBytes: config.QUERY_MAX_MEMORY_BYTES,
    maxRowsToRead: config.QUERY_MAX_ROWS_TO_READ,
    maxResultRows: config.QUERY_MAX_RESULT_ROWS,
  }
}

/** One GraphQL operation. */
export function graphqlLimits(config: Config): GraphQLLimits {
  return {
    maxComplexity: config.GRAPHQL_MAX_COMPLEXITY,
    maxDepth: config.GRAPHQL_MAX_DEPTH,
    maxBreadth: config.GRAPHQL_MAX_BREADTH,
    maxTokens: config.GRAPHQL_MAX_TOKENS,
    maxAliases: config.GRAPHQL_MAX_ALIASES,
    maxBodyBytes: config.GRAPHQL_MAX_BODY_BYTES,
  }
}

/** One request on the PostHog wire, and one event in it. */
export function posthogLimits(config: Config): PosthogLimits {
  return {
    eventMaxBytes: config.INGEST_EVENT_MAX_BYTES,
    batchMaxBytes: config.INGEST_BATCH_MAX_BYTES,
    batchMaxEvents: config.INGEST_BATCH_MAX_EVENTS,
    maxDepth: config.INGEST_MAX_DEPTH,
  }
}

/** One request of the Events API, and one row in it. */
export function rowLimits(config: Config): RowLimits & { bodyMaxBytes: number } {
  return {
    bodyMaxBytes: config.INGEST_BATCH_MAX_BYTES,
    maxRows: config.INGEST_BATCH_MAX_EVENTS,
    rowMaxBytes: config.INGEST_EVENT_MAX_BYTES,
    maxDepth: config.INGEST_MAX_DEPTH,
  }
}
