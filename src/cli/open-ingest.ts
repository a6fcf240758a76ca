import { createClickHouse } from '../clickhouse/client.ts'
import { migrate } from '../clickhouse/migrate.ts'
import { readConfig } from '../config.ts'
import { createBatcher } from '../ingest/batcher.ts'
import type { Ingest } from '../ingest/captured-event.ts'
import { createWriter } from '../ingest/writer.ts'
import { batcherLimits } from '../limits/limits-of.ts'
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
  const { queueMaxEvents, queueMaxBytes, ...limits } = batcherLimits(config)
  // There is nobody else here to leave room for.
  const ingest = createBatcher(writer.write, {
    ...limits,
    queueMaxEvents,
    queueMaxBytes,
    locationMaxEvents: queueMaxEvents,
    locationMaxBytes: queueMaxBytes,
  })
  return {
    ingest,
    async close() {
      await ingest.close()
      await clickhouse.close()
    },
  }
}
