import type { ClickHouse } from '../clickhouse/clickhouse.ts'
import { createInsertRows, type InsertRows } from '../ingest/insert-rows.ts'
import type { Logger } from '../log.ts'
import { type ApiRequests, createApiRequests } from './api-requests.ts'
import { createIngestStats, type IngestStats } from './ingest-stats.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { createObservers } from './observers.ts'

/** What the gateway keeps of its own work: metrics in this process, `ingest_stats` and `api_requests` in ClickHouse. */
export interface Telemetry {
  metrics: Metrics
  observe: ReturnType<typeof createObservers>
  /** Inserts that are measured. */
  insert: InsertRows
  stats: IngestStats
  apiRequests: ApiRequests
  /** Writes what is still buffered. */
  close(): Promise<void>
}

export function createTelemetry(
  { client }: Pick<ClickHouse, 'client'>,
  { log, now }: { log: Logger; now: () => number },
): Telemetry {
  const metrics = createMetrics()
  const observe = createObservers(metrics)
  const insert = createInsertRows(client, observe.inserts)
  const background = (table: string) => ({ insert, log, now, onRetry: () => metrics.flushRetries.inc({ table }) })
  const stats = createIngestStats({
    ...background('ingest_stats'),
    onLost: () => metrics.rowsDropped.inc({ table: 'ingest_stats' }),
  })
  const apiRequests = createApiRequests({
    ...background('api_requests'),
    onDropped: (rows) => metrics.rowsDropped.inc({ table: 'api_requests' }, rows),
  })
  return {
    metrics,
    observe,
    insert,
    stats,
    apiRequests,
    async close() {
      await Promise.all([stats.close(), apiRequests.close()])
    },
  }
}
