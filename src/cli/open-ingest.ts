import { createClickHouse } from '../clickhouse/client.ts'
import { migrate } from '../clickhouse/migrate.ts'
import { readConfig } from '../config.ts'
import { createBatcher } from '../ingest/batcher.ts'
import type { Ingest } from '../ingest/captured-event.ts'
import { createWriter } from '../ingest/writer.ts'
import { createLogger } from '../log.ts'

/** The way into the landing tables for a command that runs without a gateway: same writer, same rules. */
export async function openIngest(env: NodeJS.ProcessEnv): Promise<{ ingest: Ingest; close(): Promise<void> }> {
  const config = readConfig(env)
  const clickhouse = await createClickHouse(config)
  await migrate(clickhouse)
  const writer = createWriter({
    client: clickhouse.client,
    claimsSince: clickhouse.exclusiveSince,
    log: createLogger('warn'),
  })
  const ingest = createBatcher(writer.write, {
    flushMs: config.INGEST_FLUSH_MS,
    flushEvents: config.INGEST_FLUSH_EVENTS,
    queueMaxEvents: config.INGEST_QUEUE_MAX_EVENTS,
    queueMaxBytes: config.INGEST_QUEUE_MAX_BYTES,
  })
  return {
    ingest,
    async close() {
      await ingest.close()
      await clickhouse.close()
    },
  }
}
